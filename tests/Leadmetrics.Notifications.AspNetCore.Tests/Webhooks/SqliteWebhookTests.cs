using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Webhooks;

public sealed class SqliteWebhookTests(Stores stores) : WebhookConformance(stores.Sqlite);
