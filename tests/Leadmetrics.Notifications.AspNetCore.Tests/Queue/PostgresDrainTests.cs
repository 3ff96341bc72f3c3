using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Queue;

public sealed class PostgresDrainTests(Stores stores) : DrainConformance(stores.Postgres);
