using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Queue;

public sealed class PostgresDeadLetterTests(Stores stores) : DeadLetterConformance(stores.Postgres);
