using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Identity;

public sealed class SqliteIdentityEmailsTests(Stores stores) : IdentityEmailsConformance(stores.Sqlite);
