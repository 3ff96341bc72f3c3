using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Bodies;

public sealed class PostgresNulTests(Stores stores) : NulConformance(stores.Postgres);
