using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Queue.Sending;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Suppressing;
using Leadmetrics.Notifications.Tests.Tenancy.Mailing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tests.Queue.Sending;

/// <summary>A courier over accounts that a test scripts, with breakers, a suppression list and contents in memory.</summary>
internal sealed class CourierHost : IEmailProviderResolver, IDisposable
{
    private readonly ServiceProvider _services;

    public CourierHost(params RouteCandidate[] candidates)
    {
        Candidates = candidates;
        Breakers = new BreakersInMemory(Clock);
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(Log));
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<ISuppressionStore>(List);
        services.AddSingleton<IEmailProviderResolver>(this);
        services.AddLeadmetricsNotifications(_ => { });
        _services = services.BuildServiceProvider();
        Courier = Another();
    }

    public RouteCandidate[] Candidates { get; set; }

    public EmailFailure? Unresolved { get; set; }

    public LogSink Log { get; } = new();

    public ManualClock Clock { get; } = new();

    public ListInMemory List { get; } = new();

    public IntakeInMemory Store { get; } = new();

    public BreakersInMemory Breakers { get; }

    public MailCourier Courier { get; }

    public static RouteCandidate Row(int n, IEmailProvider provider, long version = 1) => new(provider, RouteReason.TenantRow, new Guid(n, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), new EmailAddress("hello@example.com"))
    {
        Account = $"row:{n}",
        Version = version,
        Destination = $"mail{n}.example.com:587",
    };

    public static RouteCandidate Platform(IEmailProvider provider) => new(provider, RouteReason.PlatformAfterFailure, null, new EmailAddress("hello@example.com")) { Account = "platform", Destination = "sendgrid" };

    /// <summary>A courier of another process over the same stores.</summary>
    public MailCourier Another() => new(
        this,
        _services.GetRequiredService<SuppressionFilter>(),
        Store,
        new BreakerBoard(Breakers, Clock, _services.GetRequiredService<ILogger<BreakerBoard>>()) { Chance = () => 1 },
        _services.GetRequiredService<CandidateChange>(),
        _services.GetRequiredService<NotificationsTelemetry>(),
        Clock,
        _services.GetRequiredService<ILogger<MailCourier>>())
    {
        Chance = () => 1,
    };

    public ValueTask<EmailRoute> ResolveAsync(TenantId tenant, CancellationToken cancellationToken = default) =>
        Unresolved is { } failure ? throw new EmailDeliveryException(failure) : ValueTask.FromResult(new EmailRoute(Candidates));

    public Task<CourierReport> DeliverAsync(ClaimedMail mail, Func<CancellationToken, ValueTask>? gate = null) =>
        Courier.DeliverAsync(mail, gate ?? (_ => ValueTask.CompletedTask), TestContext.Current.CancellationToken);

    public void Dispose() => _services.Dispose();

    /// <summary>An account that does with each mail what a test says.</summary>
    internal sealed class Scripted(string name = "smtp") : IEmailProvider
    {
        public string Name => name;

        /// <summary>What stops a mail before its gate; <see langword="null"/>: nothing does.</summary>
        public Exception? Fails { get; set; }

        /// <summary>What happens behind the gate; <see langword="null"/>: the mail is taken.</summary>
        public Func<EmailSubmission, EmailSendResult>? Ends { get; set; }

        public List<EmailSubmission> Calls { get; } = [];

        public Scripted Failing(EmailFailure? failure)
        {
            Fails = failure is null ? null : new EmailDeliveryException(failure);
            return this;
        }

        public async Task<EmailSendResult> SendAsync(EmailSubmission submission, CancellationToken cancellationToken = default)
        {
            Calls.Add(submission);
            if (Fails is { } fails) await Task.FromException(fails);
            foreach (var attachment in submission.Message.Attachments) await Opened(attachment, cancellationToken);
            if (submission.Gate is { } gate) await gate(cancellationToken);
            return Ends?.Invoke(submission) ?? Taken(submission, RecipientOutcome.Accepted);
        }

        public static EmailSendResult Taken(EmailSubmission submission, RecipientOutcome last) => new()
        {
            Outcome = SendOutcome.Accepted,
            MessageId = submission.MessageId,
            Provider = "smtp",
            Recipients = [.. submission.Recipients.Select((recipient, i) => new EmailRecipientResult(recipient.ToString(), i == submission.Recipients.Count - 1 ? last : RecipientOutcome.Accepted, null))],
        };

        public Task<VerificationReport> VerifyAsync(CancellationToken cancellationToken = default) => Task.FromResult(new VerificationReport([]));

        // As a provider reads one.
        private static async Task Opened(EmailAttachment attachment, CancellationToken cancellationToken)
        {
            await using var reader = await AttachmentReader.OpenAsync(attachment, 0, cancellationToken);
        }
    }
}
