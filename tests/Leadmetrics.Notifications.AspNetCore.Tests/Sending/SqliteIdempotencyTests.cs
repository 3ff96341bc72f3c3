using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Sending;

public sealed class SqliteIdempotencyTests(Stores stores) : IdempotencyConformance(stores.Sqlite);
