using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Providers;

public sealed class PostgresProviderTestTests(Stores stores) : ProviderTestConformance(stores.Postgres);
