using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Webhooks;

public sealed class PostgresWebhookTests(Stores stores) : WebhookConformance(stores.Postgres);
