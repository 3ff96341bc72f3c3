using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Sending;

public sealed class PostgresSendTests(Stores stores) : SendConformance(stores.Postgres);
