using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Queue;

public sealed class PostgresQueueTests(Stores stores) : QueueConformance(stores.Postgres);
