using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Queue;

public sealed class SqliteDeadLetterTests(Stores stores) : DeadLetterConformance(stores.Sqlite);
