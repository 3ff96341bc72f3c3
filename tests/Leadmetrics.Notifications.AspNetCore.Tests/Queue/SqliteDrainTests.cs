using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Queue;

public sealed class SqliteDrainTests(Stores stores) : DrainConformance(stores.Sqlite);
