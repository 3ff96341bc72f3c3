using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Tenants;

public sealed class PostgresStrangerTests(Stores stores) : StrangerConformance(stores.Postgres);
