using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Queue;

public sealed class PostgresMailListTests(Stores stores) : MailListConformance(stores.Postgres);
