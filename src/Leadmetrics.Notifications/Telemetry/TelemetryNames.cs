namespace Leadmetrics.Notifications.Telemetry;

/// <summary>Every name that the library's metrics, traces and transcripts go by: for a host's <c>AddMeter</c>, <c>AddSource</c> and views.</summary>
public static class TelemetryNames
{
    /// <summary>The meter.</summary>
    public const string Meter = "Leadmetrics.Notifications";

    /// <summary>The source of activities.</summary>
    public const string ActivitySource = "Leadmetrics.Notifications";

    /// <summary>The logger category of SMTP transcripts.</summary>
    public const string TranscriptCategory = "Leadmetrics.Notifications.Smtp.Transcript";

    /// <summary>Counter, <c>{message}</c>: tries to send a message through a provider.</summary>
    public const string Sends = "leadmetrics.notifications.sends";

    /// <summary>Histogram, <c>s</c>: how long such a try took.</summary>
    public const string SendDuration = "leadmetrics.notifications.send.duration";

    /// <summary>Counter, <c>{recipient}</c>: what came of recipients.</summary>
    public const string Recipients = "leadmetrics.notifications.recipients";

    /// <summary>Counter, <c>{message}</c>: messages of which nobody knows whether the server took them.</summary>
    public const string Uncertain = "leadmetrics.notifications.uncertain";

    /// <summary>Counter, <c>{message}</c>: messages that were handed on to the next provider of their route.</summary>
    public const string Fallbacks = "leadmetrics.notifications.fallbacks";

    /// <summary>Counter, <c>{message}</c>: messages that a sending limit stopped.</summary>
    public const string LimitsReached = "leadmetrics.notifications.limits.reached";

    /// <summary>Counter, <c>{request}</c>: requests for an OAuth2 access token.</summary>
    public const string TokensRefreshed = "leadmetrics.notifications.tokens.refreshed";

    /// <summary>Counter, <c>{verification}</c>: tests of a tenant's provider.</summary>
    public const string Verifications = "leadmetrics.notifications.verifications";

    /// <summary>Histogram, <c>s</c>: how long such a test took.</summary>
    public const string VerificationDuration = "leadmetrics.notifications.verification.duration";

    /// <summary>Counter, <c>{event}</c>: what was heard of mails after they were handed over.</summary>
    public const string DeliveryEvents = "leadmetrics.notifications.delivery.events";

    /// <summary>Counter, <c>{route}</c>: routes that were not in the cache and were loaded.</summary>
    public const string RoutesLoaded = "leadmetrics.notifications.routes.loaded";

    /// <summary>Counter, <c>{connection}</c>: SMTP connections that were opened.</summary>
    public const string ConnectionsOpened = "leadmetrics.notifications.smtp.connections.opened";

    /// <summary>Observable up-down counter, <c>{connection}</c>: pooled SMTP connections that carry a message, are being made or are being closed.</summary>
    public const string ConnectionsUsed = "leadmetrics.notifications.smtp.connections.used";

    /// <summary>Observable up-down counter, <c>{connection}</c>: pooled SMTP connections that wait for a message.</summary>
    public const string ConnectionsIdle = "leadmetrics.notifications.smtp.connections.idle";

    /// <summary>Counter, <c>{message}</c>: queued mails that this worker took.</summary>
    public const string QueueClaimed = "leadmetrics.notifications.queue.claimed";

    /// <summary>Histogram, <c>s</c>: how long they had been due then.</summary>
    public const string QueueWait = "leadmetrics.notifications.queue.wait";

    /// <summary>Counter, <c>{message}</c>: what became of them.</summary>
    public const string QueueSettled = "leadmetrics.notifications.queue.settled";

    /// <summary>Counter, <c>{message}</c>: mails that were not sent because the lease on them had ended.</summary>
    public const string QueueLostLeases = "leadmetrics.notifications.queue.leases.lost";

    /// <summary>Counter, <c>{message}</c>: mails that were tried although the lease on them had ended by the end of the try: there may be a second copy.</summary>
    public const string QueueLostSettlements = "leadmetrics.notifications.queue.settlements.lost";

    /// <summary>Counter, <c>{message}</c>: mails that were taken back from workers that are gone.</summary>
    public const string QueueRescued = "leadmetrics.notifications.queue.rescued";

    /// <summary>Observable up-down counter, <c>{message}</c>: mails in the queue of all tenants, by <see cref="State"/>.</summary>
    public const string QueueDepth = "leadmetrics.notifications.queue.depth";

    /// <summary>Observable gauge, <c>s</c>: how long the oldest mail that waits for a worker has been due.</summary>
    public const string QueueOldestReady = "leadmetrics.notifications.queue.oldest_ready";

    /// <summary>Activity: one message, from its resolve to its answer.</summary>
    public const string SendActivity = "email.send";

    /// <summary>Activity: one try of a message through one provider.</summary>
    public const string AttemptActivity = "email.attempt";

    /// <summary>Activity: one test of a tenant's provider.</summary>
    public const string VerifyActivity = "email.verify";

    /// <summary>Activity: a route that is not in the cache is waited for.</summary>
    public const string ResolveActivity = "provider.resolve";

    /// <summary>Activity: an SMTP connection is made; its steps are events.</summary>
    public const string ConnectActivity = "smtp.connect";

    /// <summary>Activity: an OAuth2 token endpoint is asked.</summary>
    public const string TokenActivity = "oauth.token";

    /// <summary>Tag: <c>smtp</c>, <c>sendgrid</c>, <c>ses</c>, or <c>none</c> where no provider was reached; of tokens <c>google</c>, <c>microsoft</c>.</summary>
    public const string Provider = "provider";

    /// <summary>Tag: what came of it, one word.</summary>
    public const string Outcome = "outcome";

    /// <summary>Tag: the kind of failure, one word; not there where nothing failed. Of delivery events their kind.</summary>
    public const string Kind = "kind";

    /// <summary>Tag: whose provider it is: <c>tenant</c>, <c>configured</c>, <c>platform</c>, or <c>none</c>.</summary>
    public const string Route = "route";

    /// <summary>Tag: whose provider comes next, in the words of <see cref="Route"/>.</summary>
    public const string NextRoute = "next.route";

    /// <summary>Tag: what is limited: <c>row</c>, <c>configured</c>, <c>platform_tenant</c>, <c>platform</c>.</summary>
    public const string Scope = "scope";

    /// <summary>Tag: the span of a limit: <c>second</c>, <c>minute</c>, <c>hour</c>, <c>day</c>.</summary>
    public const string Span = "span";

    /// <summary>Tag of the queue's depth: <c>ready</c>, <c>scheduled</c>, <c>sending</c>, <c>held</c>, <c>dead</c>.</summary>
    public const string State = "state";

    /// <summary>Tag of activities: how far a send had come.</summary>
    public const string Phase = "phase";

    /// <summary>Tag of activities: the code of the server's last reply.</summary>
    public const string ReplyCode = "reply.code";

    /// <summary>Tag of activities: its enhanced status code.</summary>
    public const string EnhancedCode = "reply.enhanced_code";

    /// <summary>Tag of activities: how many recipients.</summary>
    public const string RecipientCount = "recipient.count";

    /// <summary>Tag of activities: the message's octets.</summary>
    public const string Size = "message.size";

    /// <summary>Tag of activities: the server's name, as the row has it.</summary>
    public const string ServerAddress = "server.address";

    /// <summary>Tag of activities: the server's port.</summary>
    public const string ServerPort = "server.port";

    /// <summary>Tag of events: how long a step took, in seconds.</summary>
    public const string StepDuration = "duration";

    /// <summary>Tag of sends and activities, by opt-in alone: the tenant's id.</summary>
    public const string Tenant = "tenant";
}
