using Leadmetrics.Notifications.AspNetCore.Calls;
using Leadmetrics.Notifications.AspNetCore.Describing;
using Leadmetrics.Notifications.AspNetCore.Domains;
using Leadmetrics.Notifications.AspNetCore.Providing;
using Leadmetrics.Notifications.AspNetCore.Queueing;
using Leadmetrics.Notifications.AspNetCore.Sending;
using Leadmetrics.Notifications.AspNetCore.Suppressing;
using Leadmetrics.Notifications.AspNetCore.Watching;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Leadmetrics.Notifications.AspNetCore.Registration;

/// <summary>Every route of the API, the policy that it demands, and what is said of it.</summary>
internal static class ApiRoutes
{
    private static readonly Dictionary<string, string> Paging = new() { ["limit"] = "Entries of a page, 1 to 500; 100 if not given.", ["cursor"] = "The `next` of the page before." };
    private static readonly Dictionary<string, string> OfRecipient = new(Paging) { ["recipient"] = "The recipient's address." };
    private static readonly Dictionary<string, string> IfMatch = new() { ["If-Match"] = "The ETag of the version that the edit was made on." };

    public static void Map(RouteGroupBuilder api)
    {
        MapProviders(api);
        MapSending(api);
        MapQueue(api);
        MapMail(api);
        MapSuppressions(api);
    }

    private static void MapProviders(RouteGroupBuilder api)
    {
        api.MapGet("/providers", ProviderEndpoints.ListAsync).RequireAuthorization(NotificationsPolicies.Read)
            .Describe<Page<ProviderAnswer>>(new("listProviders", "The tenant's providers, by priority."));
        api.MapPost("/providers", ProviderEndpoints.AddAsync).RequireAuthorization(NotificationsPolicies.Manage)
            .Describe<ProviderAnswer>(new("addProvider", "Adds a provider, unverified: test it next.") { Body = typeof(ProviderBody), BodyExample = Examples.NewProvider, AnswerExample = Examples.Provider }, StatusCodes.Status201Created);
        api.MapGet("/providers/presets", ProviderEndpoints.Presets).RequireAuthorization(NotificationsPolicies.Read)
            .Describe<Page<PresetAnswer>>(new("listPresets", "What is known of SMTP services: hosts, ports, limits, how one comes by a password."));
        api.MapGet("/providers/{id}", ProviderEndpoints.GetAsync).RequireAuthorization(NotificationsPolicies.Read)
            .Describe<ProviderAnswer>(new("getProvider", "One provider; secrets are never shown.") { AnswerExample = Examples.Provider });
        api.MapPut("/providers/{id}", ProviderEndpoints.ChangeAsync).RequireAuthorization(NotificationsPolicies.Manage)
            .Describe<ProviderAnswer>(new("changeProvider", "Changes a provider; what is left out stays, a secret too. On a verified one new settings wait for their test.") { Body = typeof(ProviderBody), BodyExample = Examples.ProviderEdit, AnswerExample = Examples.Provider, Headers = IfMatch });
        api.MapDelete("/providers/{id}", ProviderEndpoints.RemoveAsync).RequireAuthorization(NotificationsPolicies.Manage)
            .DescribeEmpty(new("removeProvider", "Removes a provider; running sends finish.") { Headers = IfMatch });
        api.MapPost("/providers/{id}/test", TestEndpoint.TestAsync).RequireAuthorization(NotificationsPolicies.Test)
            .Describe<TestAnswer>(new("testProvider", "Connects and authenticates, sends no mail. With Accept: text/event-stream the stages come as they end.") { Body = typeof(TestBody), BodyIsOptional = true, AnswerExample = Examples.TestResult });
        api.MapPost("/providers/{id}/webhook", ProviderEndpoints.CreateWebhookAsync).RequireAuthorization(NotificationsPolicies.Manage)
            .Describe<WebhookAnswer>(new("createWebhook", "Gives a provider a webhook, in place of one that it had. The token is shown this once."), StatusCodes.Status201Created);
        api.MapDelete("/providers/{id}/webhook", ProviderEndpoints.RemoveWebhookAsync).RequireAuthorization(NotificationsPolicies.Manage)
            .DescribeEmpty(new("removeWebhook", "Takes a provider's webhook away."));
        api.MapGet("/providers/{id}/domain", DomainEndpoints.CheckOfProviderAsync).RequireAuthorization(NotificationsPolicies.Read)
            .Describe<DomainAnswer>(new("checkProviderDomain", "What DNS says of the domain that a provider sends for."));
    }

    private static void MapSending(RouteGroupBuilder api)
    {
        api.MapPost("/email/send", SendEndpoints.SendAsync).RequireAuthorization(NotificationsPolicies.Send)
            .Describe<SendAnswer>(new("send", "Sends a message now.") { Body = typeof(SendBody), BodyExample = Examples.Send });
        api.MapPost("/email/queue", SendEndpoints.QueueAsync).RequireAuthorization(NotificationsPolicies.Send)
            .Describe<QueuedAnswer>(
                new("queue", "Queues a message: it is durable when the answer comes.")
                {
                    Body = typeof(QueueBody),
                    BodyExample = Examples.Queue,
                    AnswerExample = Examples.Queued,
                    Headers = new Dictionary<string, string> { ["Idempotency-Key"] = "1 to 200 characters: the same message under the same key is one mail." },
                },
                StatusCodes.Status202Accepted);
        api.MapPost("/email/queue/bulk", SendEndpoints.QueueManyAsync).RequireAuthorization(NotificationsPolicies.Send)
            .Describe<QueuedManyAnswer>(new("queueMany", "Queues 1 to 1,000 messages, all or none.") { Body = typeof(QueueBody), BodyExample = Examples.QueueMany }, StatusCodes.Status202Accepted);
    }

    private static void MapQueue(RouteGroupBuilder api)
    {
        api.MapGet("/email/status", QueueEndpoints.StatusAsync).RequireAuthorization(NotificationsPolicies.Read)
            .Describe<StatusAnswer>(new("getStatus", "How the queue stands.") { AnswerExample = Examples.Status });
        api.MapGet("/email/hours", QueueEndpoints.HoursAsync).RequireAuthorization(NotificationsPolicies.Read)
            .Describe<HoursAnswer>(new("listHours", "What was done in each of the last hours.") { Query = new Dictionary<string, string> { ["hours"] = "1 to 168; 24 if not given." } });
        api.MapGet("/email/events/stream", StreamEndpoint.Watch).RequireAuthorization(NotificationsPolicies.Read)
            .Describe<string>(new("watchStatus", "Server-sent events: the counts (`status`), at once and whenever they change."), contentType: "text/event-stream");
        api.MapGet("/email/breakers", QueueEndpoints.BreakersAsync).RequireAuthorization(NotificationsPolicies.Read)
            .Describe<Page<BreakerAnswer>>(new("listBreakers", "The tenant's accounts that are not called for now."));
        api.MapPost("/email/pause", QueueEndpoints.PauseAsync).RequireAuthorization(NotificationsPolicies.Manage)
            .DescribeEmpty(new("pause", "Stops the tenant's mail; queueing goes on."));
        api.MapPost("/email/resume", QueueEndpoints.ResumeAsync).RequireAuthorization(NotificationsPolicies.Manage)
            .DescribeEmpty(new("resume", "Lets the tenant's mail go out again."));
        api.MapGet("/email/dead", QueueEndpoints.DeadAsync).RequireAuthorization(NotificationsPolicies.Read)
            .Describe<Page<DeadLetterAnswer>>(new("listDead", "Dead letters, the latest first.") { Query = Paging });
        api.MapPost("/email/dead/requeue", QueueEndpoints.RequeueManyAsync).RequireAuthorization(NotificationsPolicies.Manage)
            .Describe<RequeuedAnswer>(new("requeueMany", "Puts dead letters back into the queue: those named, or all.") { Body = typeof(RequeueBody), BodyIsOptional = true, BodyExample = Examples.Requeue });
        api.MapPost("/email/dead/{id}/requeue", QueueEndpoints.RequeueAsync).RequireAuthorization(NotificationsPolicies.Manage)
            .DescribeEmpty(new("requeue", "Puts a dead letter back into the queue."));
    }

    private static void MapMail(RouteGroupBuilder api)
    {
        api.MapGet("/email/messages", MailEndpoints.ListAsync).RequireAuthorization(NotificationsPolicies.Read)
            .Describe<Page<ListedMailAnswer>>(new("listMessages", "The queued mails to a recipient, the latest first. A page may hold few or none and have a `next`: there is more to look through.") { Query = OfRecipient });
        api.MapGet("/email/held", MailEndpoints.HeldAsync).RequireAuthorization(NotificationsPolicies.Read)
            .Describe<Page<ListedMailAnswer>>(new("listHeld", "Mails of which nobody knows whether they arrived, the first that was queued first.") { Query = Paging });
        api.MapGet("/email/heard", MailEndpoints.HeardAsync).RequireAuthorization(NotificationsPolicies.Read)
            .Describe<Page<HeardMessageAnswer>>(new("listHeard", "Messages, queued or not, that something was heard of for a recipient, the latest first.") { Query = OfRecipient });
        api.MapGet("/email/messages/{id}", MailEndpoints.FindAsync).RequireAuthorization(NotificationsPolicies.Read)
            .Describe<MailAnswer>(new("getMessage", "A mail by its id, with its tries and what was heard of it since; by a Message-ID, what was heard alone."));
        api.MapPost("/email/messages/{id}/cancel", MailEndpoints.CancelAsync).RequireAuthorization(NotificationsPolicies.Send)
            .DescribeEmpty(new("cancel", "Takes a mail out of the queue that no worker holds."));
        api.MapPost("/email/messages/{id}/settle", MailEndpoints.SettleAsync).RequireAuthorization(NotificationsPolicies.Manage)
            .DescribeEmpty(new("settle", "Settles a mail of which nobody knows whether it arrived; what had not is sent again.") { Body = typeof(SettleBody), BodyExample = Examples.Settle });
        api.MapGet("/email/domains/{domain}", DomainEndpoints.CheckAsync).RequireAuthorization(NotificationsPolicies.Read)
            .Describe<DomainAnswer>(new("checkDomain", "What DNS says of a domain that sends.") { Query = new Dictionary<string, string> { ["selector"] = "A DKIM selector; repeatable." } });
    }

    private static void MapSuppressions(RouteGroupBuilder api)
    {
        api.MapGet("/email/suppressions", SuppressionEndpoints.ListAsync).RequireAuthorization(NotificationsPolicies.Read)
            .Describe<Page<SuppressionAnswer>>(new("listSuppressions", "Who gets no more mail, by address.")
            {
                Query = new Dictionary<string, string>(Paging) { ["prefix"] = "Addresses that begin so.", ["reason"] = "hardBounce, complaint, unsubscribe or manual." },
            });
        api.MapPost("/email/suppressions", SuppressionEndpoints.AddAsync).RequireAuthorization(NotificationsPolicies.Manage)
            .Describe<SuppressionAnswer>(new("addSuppression", "Puts an address on the list.") { Body = typeof(SuppressionBody), BodyExample = Examples.Suppression }, StatusCodes.Status201Created);
        api.MapDelete("/email/suppressions/{address}", SuppressionEndpoints.RemoveAsync).RequireAuthorization(NotificationsPolicies.Manage)
            .DescribeEmpty(new("removeSuppression", "Takes an address off the list.") { Query = new Dictionary<string, string> { ["reason"] = "The entry of this reason alone." } });
    }
}
