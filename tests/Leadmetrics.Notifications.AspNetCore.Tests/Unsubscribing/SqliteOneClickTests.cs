using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Unsubscribing;

public sealed class SqliteOneClickTests(Stores stores) : OneClickConformance(stores.Sqlite);
