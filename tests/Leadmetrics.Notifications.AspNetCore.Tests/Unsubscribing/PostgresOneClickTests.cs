using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Unsubscribing;

public sealed class PostgresOneClickTests(Stores stores) : OneClickConformance(stores.Postgres);
