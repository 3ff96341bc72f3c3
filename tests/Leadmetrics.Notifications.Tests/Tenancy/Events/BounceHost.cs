using System.Diagnostics.Metrics;
using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Events;
using Leadmetrics.Notifications.Tenancy.Suppressing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tests.Tenancy.Events;

/// <summary>What reports are handed to, over a store that keeps events in memory.</summary>
internal sealed class BounceHost : IDeliveryEventStore, IEmailProviderResolver, ISuppressionRules
{
    public static readonly TenantId Acme = new("acme");

    private readonly HashSet<(TenantId, Guid?, string)> _known = [];

    public BounceHost(params IDeliveryEventSink[] sinks)
    {
        var loggers = new LoggerFactory([Log]);
        var telemetry = new NotificationsTelemetry(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>(), new TelemetryOptions(), Clock);
        Reports = new BounceReports(new DeliveryIntake(this, this, sinks, telemetry, loggers.CreateLogger<DeliveryIntake>()), this, Clock, loggers.CreateLogger<BounceReports>());
    }

    public ManualClock Clock { get; } = new();

    public LogSink Log { get; } = new();

    public BounceReports Reports { get; }

    public List<DeliveryRecord> Stored { get; } = [];

    /// <summary>Whom the tenant sends as; none: the resolver throws.</summary>
    public string[] Senders { get; set; } = ["hello@acme.example"];

    public FailureKind Failure { get; set; } = FailureKind.Unavailable;

    public bool IsBroken { get; set; }

    public Task<IReadOnlyList<bool>> AddAsync(IReadOnlyList<DeliveryRecord> records, CancellationToken cancellationToken = default)
    {
        if (IsBroken) throw new StoreException(StoreFailure.Unavailable, "Start the database.");
        bool[] isNew = [.. records.Select(record => _known.Add((record.Event.Tenant, record.Event.ProviderId, record.Event.EventId)))];
        Stored.AddRange(records.Where((_, i) => isNew[i]));
        return Task.FromResult<IReadOnlyList<bool>>(isNew);
    }

    public Task<MessageHistory?> FindAsync(TenantId tenant, string messageId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<HeardMessage>> ListAsync(TenantId tenant, string recipient, HeardMessage? after, int most, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<int> PruneAsync(DateTimeOffset receivedBefore, int most, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<EmailRoute> ResolveAsync(TenantId tenant, CancellationToken cancellationToken = default) => Senders.Length == 0
        ? throw new EmailDeliveryException(new EmailFailure { Kind = Failure, Phase = SendPhase.Resolve, Outcome = SendOutcome.Deferred, Message = "There is no route." })
        : ValueTask.FromResult(new EmailRoute([.. Senders.Select(sender => new RouteCandidate(new Silent(), RouteReason.TenantRow, null, new EmailAddress(sender)))]));

    public Suppression? Of(DeliveryEvent deliveryEvent) => deliveryEvent.EnhancedCode != "5.1.1" ? null : new Suppression
    {
        Tenant = deliveryEvent.Tenant,
        Address = deliveryEvent.Recipient,
        Reason = SuppressionReason.HardBounce,
        Scope = SuppressionScope.All,
        CreatedAt = deliveryEvent.ReceivedAt,
    };

    /// <summary>Keeps what it is told, or throws.</summary>
    internal sealed class Sink(bool throws = false) : IDeliveryEventSink
    {
        public List<DeliveryEvent> Told { get; } = [];

        public ValueTask HandleAsync(IReadOnlyList<DeliveryEvent> events, CancellationToken cancellationToken)
        {
            Told.AddRange(events);
            return throws ? throw new InvalidOperationException("The sink broke.") : ValueTask.CompletedTask;
        }
    }

    private sealed class Silent : IEmailProvider
    {
        public string Name => "smtp";

        public Task<EmailSendResult> SendAsync(EmailSubmission submission, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<VerificationReport> VerifyAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
