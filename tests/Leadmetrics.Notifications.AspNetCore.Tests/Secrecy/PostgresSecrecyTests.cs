using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Secrecy;

public sealed class PostgresSecrecyTests(Stores stores) : SecrecyConformance(stores.Postgres);
