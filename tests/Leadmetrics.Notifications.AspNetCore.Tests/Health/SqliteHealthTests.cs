using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Health;

public sealed class SqliteHealthTests(Stores stores) : HealthConformance(stores.Sqlite);
