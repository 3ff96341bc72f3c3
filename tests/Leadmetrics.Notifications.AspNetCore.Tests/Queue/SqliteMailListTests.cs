using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Queue;

public sealed class SqliteMailListTests(Stores stores) : MailListConformance(stores.Sqlite);
