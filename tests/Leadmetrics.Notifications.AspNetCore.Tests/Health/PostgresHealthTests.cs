using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Health;

public sealed class PostgresHealthTests(Stores stores) : HealthConformance(stores.Postgres);
