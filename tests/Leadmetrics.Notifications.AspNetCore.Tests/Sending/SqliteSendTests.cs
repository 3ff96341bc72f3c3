using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Sending;

public sealed class SqliteSendTests(Stores stores) : SendConformance(stores.Sqlite);
