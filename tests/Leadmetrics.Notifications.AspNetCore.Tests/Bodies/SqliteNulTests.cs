using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Bodies;

public sealed class SqliteNulTests(Stores stores) : NulConformance(stores.Sqlite);
