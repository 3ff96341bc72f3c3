using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Queue;

public sealed class SqliteQueueTests(Stores stores) : QueueConformance(stores.Sqlite);
