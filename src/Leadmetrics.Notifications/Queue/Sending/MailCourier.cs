using Leadmetrics.Notifications.Queue.Bodies;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Events;
using Leadmetrics.Notifications.Tenancy.Suppressing;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Queue.Sending;

/// <summary>Sends a claimed mail as <see cref="ITenantMailer"/> sends a message, with breakers before its accounts, and turns what came of it into what becomes of it.</summary>
/// <remarks>
/// A claimed mail → read (what cannot be is poison, and what a later version wrote is left to one) → its tenant's route, its open recipients without the suppressed
/// ones → the candidates in their order, those left out whose breaker is open, until one sends it, judges it, or nobody knows. Invariants: nothing is thrown once the gate of a transaction has been passed, so that no mail that may have been sent is given back as if it had not
/// been; what is unexpected is a try like another one before that, and uncertain behind it.
/// </remarks>
internal sealed partial class MailCourier(
    IEmailProviderResolver resolver,
    SuppressionFilter suppressions,
    IQueueIntakeStore bodies,
    BreakerBoard breakers,
    CandidateChange changes,
    NotificationsTelemetry telemetry,
    TimeProvider timeProvider,
    ILogger<MailCourier> logger) : IMailCourier
{
    private readonly IEmailProviderResolver _resolver = resolver;
    private readonly SuppressionFilter _suppressions = suppressions;
    private readonly BreakerBoard _breakers = breakers;
    private readonly CandidateChange _changes = changes;
    private readonly NotificationsTelemetry _telemetry = telemetry;
    private readonly TimeProvider _timeProvider = timeProvider;
    private readonly ILogger _logger = logger;
    private readonly OncePerMinute _unresolved = new(timeProvider);
    private readonly OncePerMinute _laterForms = new(timeProvider);

    /// <summary>Where the jitter comes from, 0 to 1.</summary>
    public Func<double> Chance { get; init; } = Random.Shared.NextDouble;

    public void Learn(ClaimedMails claim) => _breakers.Learn(claim);

    public async ValueTask<string?> FindDestinationAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        EmailRoute route;
        try
        {
            route = await _resolver.ResolveAsync(tenant, cancellationToken).ConfigureAwait(false);
        }
        catch (EmailDeliveryException)
        {
            return null;
        }

        for (var i = 0; i < route.Candidates.Count; i++)
        {
            var candidate = route.Candidates[i];
            if (!_breakers.IsOpen(BreakerBoard.KeyOf(tenant, candidate), candidate.Version)) return candidate.Destination;
        }

        return route.Primary.Destination;
    }

    public async Task<CourierReport> DeliverAsync(ClaimedMail mail, Func<CancellationToken, ValueTask> gate, CancellationToken cancellationToken)
    {
        if (mail.Body is not { } body) return Poison(mail, "What was stored of the mail is gone.", null);
        if (mail.ExpiresIn <= TimeSpan.Zero) return MailVerdict.Expired(mail);
        StoredMail stored;
        try
        {
            stored = MailBodyReader.Read(body.Span, mail.Lease.Tenant, bodies);
        }
        catch (MailBodyException later) when (later.IsOfLaterForm)
        {
            if (_laterForms.IsDue()) Log.MailOfLaterForm(_logger, mail.Lease.Id, later);
            return MailVerdict.OfLaterForm(mail);
        }
        catch (MailBodyException unreadable)
        {
            return Poison(mail, unreadable.Message, unreadable);
        }

        var delivery = new Delivery(this, mail, gate);
        using var measure = _telemetry.BeginMessage(mail.Lease.Tenant);
        try
        {
            return await delivery.RunAsync(stored, measure, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception broken) when (!IsTheCallers(broken, cancellationToken))
        {
            return delivery.Broke(broken, measure);
        }
    }

    // Before the point of no return these are answers of their own; behind it a provider tells them as values.
    private static bool IsTheCallers(Exception broken, CancellationToken cancellationToken) =>
        broken is LeaseLostException || (broken is OperationCanceledException && cancellationToken.IsCancellationRequested);

    private CourierReport Poison(ClaimedMail mail, string why, Exception? unreadable)
    {
        Log.MailUnreadable(_logger, mail.Lease.Id, unreadable);
        return MailVerdict.Poison(mail, why);
    }
}
