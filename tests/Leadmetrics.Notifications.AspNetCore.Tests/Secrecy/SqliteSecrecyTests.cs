using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Secrecy;

public sealed class SqliteSecrecyTests(Stores stores) : SecrecyConformance(stores.Sqlite);
