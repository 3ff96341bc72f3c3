using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Tenants;

public sealed class SqliteStrangerTests(Stores stores) : StrangerConformance(stores.Sqlite);
