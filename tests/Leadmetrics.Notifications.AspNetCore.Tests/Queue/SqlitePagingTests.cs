using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Queue;

public sealed class SqlitePagingTests(Stores stores) : PagingConformance(stores.Sqlite);
