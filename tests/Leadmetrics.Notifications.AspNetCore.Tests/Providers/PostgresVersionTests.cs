using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Providers;

public sealed class PostgresVersionTests(Stores stores) : VersionConformance(stores.Postgres);
