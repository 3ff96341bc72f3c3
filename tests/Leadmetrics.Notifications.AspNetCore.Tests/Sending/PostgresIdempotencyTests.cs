using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Sending;

public sealed class PostgresIdempotencyTests(Stores stores) : IdempotencyConformance(stores.Postgres);
