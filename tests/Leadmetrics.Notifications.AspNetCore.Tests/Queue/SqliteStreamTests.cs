using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Queue;

public sealed class SqliteStreamTests(Stores stores) : StreamConformance(stores.Sqlite);
