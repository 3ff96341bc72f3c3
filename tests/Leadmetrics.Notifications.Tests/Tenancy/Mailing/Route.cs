using System.Threading.Channels;
using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Suppressing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tests.Tenancy.Mailing;

/// <summary>A mailer over candidates that a test scripts, with a suppression list in memory.</summary>
internal sealed class Route : IEmailProviderResolver, IDisposable
{
    private readonly ServiceProvider _services;
    private readonly RouteCandidate[] _candidates;

    public Route(params Candidate[] candidates)
    {
        _candidates = [.. candidates.Select(candidate => new RouteCandidate(candidate, RouteReason.Configured, null, new EmailAddress("hello@example.com")))];
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(Log));
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<ISuppressionStore>(List);
        services.AddSingleton<IProviderEventSink>(Events);
        services.AddSingleton<IEmailProviderResolver>(this);
        services.AddLeadmetricsNotifications(_ => { });
        _services = services.BuildServiceProvider();
    }

    public static TenantId Acme { get; } = new("acme");

    public LogSink Log { get; } = new();

    public ManualClock Clock { get; } = new();

    public ListInMemory List { get; } = new();

    public FellBack Events { get; } = new();

    public ITenantMailer Mailer => _services.GetRequiredService<ITenantMailer>();

    public ISuppressions Suppressions => _services.GetRequiredService<ISuppressions>();

    public ValueTask<EmailRoute> ResolveAsync(TenantId tenant, CancellationToken cancellationToken = default) => ValueTask.FromResult(new EmailRoute(_candidates));

    public void Dispose() => _services.Dispose();

    /// <summary>Keeps what was told of messages that were handed on.</summary>
    internal sealed class FellBack : IProviderEventSink
    {
        private readonly Channel<ProviderFellBack> _heard = Channel.CreateUnbounded<ProviderFellBack>();

        public ValueTask HandleAsync(ProviderEvent providerEvent, CancellationToken cancellationToken) => _heard.Writer.WriteAsync((ProviderFellBack)providerEvent, cancellationToken);

        /// <summary>The first so many, and what else was there by then.</summary>
        public async Task<IReadOnlyList<ProviderFellBack>> HeardAsync(int least)
        {
            var heard = new List<ProviderFellBack>();
            while (heard.Count < least) heard.Add(await _heard.Reader.ReadAsync(TestContext.Current.CancellationToken));
            while (_heard.Reader.TryRead(out var more)) heard.Add(more);
            return heard;
        }
    }

    /// <summary>A provider that does with each recipient what a test says.</summary>
    internal sealed class Candidate(string name = "smtp", int maxBatch = 1) : IEmailProvider
    {
        private readonly Lock _lock = new();

        public string Name => name;

        public int MaxBatch => maxBatch;

        /// <summary>How a mail to a recipient ends; <see langword="null"/>: it is taken.</summary>
        public Func<string, Exception?> Ends { get; set; } = static _ => null;

        /// <summary>The recipients of each mail that came, and of each batch.</summary>
        public List<string[]> Calls { get; } = [];

        public List<SendOptions> Options { get; } = [];

        public Task<EmailSendResult> SendAsync(EmailSubmission submission, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            lock (_lock)
            {
                Calls.Add([.. submission.Recipients.Select(recipient => recipient.ToString())]);
                Options.Add(submission.Options);
            }

            return Ends(submission.Recipients[0].ToString()) is { } ends ? Task.FromException<EmailSendResult>(ends) : Task.FromResult(Taken(submission));
        }

        public async Task<IReadOnlyList<EmailSendResult>> SendBatchAsync(EmailBatchSubmission batch, CancellationToken cancellationToken = default)
        {
            Assert.InRange(batch.Items.Count, 1, maxBatch);
            lock (_lock) Calls.Add([.. batch.Items.Select(item => item.Mailbox.ToString())]);
            var results = new List<EmailSendResult>();
            foreach (var item in batch.Items)
            {
                switch (Ends(item.Mailbox.ToString()))
                {
                    case null:
                        results.Add(Taken(batch.SubmissionOf(item)));
                        break;
                    case EmailDeliveryException failed:
                        results.Add(new EmailSendResult { Outcome = failed.Outcome, MessageId = item.MessageId, Provider = Name, Failure = failed.Failure });
                        break;
                    case var other:
                        await Task.FromException(other);
                        break;
                }
            }

            return results;
        }

        public Task<VerificationReport> VerifyAsync(CancellationToken cancellationToken = default) => Task.FromResult(new VerificationReport([]));

        private EmailSendResult Taken(EmailSubmission submission) => new()
        {
            Outcome = SendOutcome.Accepted,
            MessageId = submission.MessageId,
            Provider = Name,
            Recipients = [.. submission.Recipients.Select(recipient => new EmailRecipientResult(recipient.ToString(), RecipientOutcome.Accepted, null))],
        };
    }
}
