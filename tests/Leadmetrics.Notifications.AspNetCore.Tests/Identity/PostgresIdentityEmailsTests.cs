using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Identity;

public sealed class PostgresIdentityEmailsTests(Stores stores) : IdentityEmailsConformance(stores.Postgres);
