using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Queue;

public sealed class PostgresStreamTests(Stores stores) : StreamConformance(stores.Postgres);
