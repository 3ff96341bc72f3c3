using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Providers;

public sealed class SqliteProviderTestTests(Stores stores) : ProviderTestConformance(stores.Sqlite);
