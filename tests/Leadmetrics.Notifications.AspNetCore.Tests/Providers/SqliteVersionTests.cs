using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Providers;

public sealed class SqliteVersionTests(Stores stores) : VersionConformance(stores.Sqlite);
