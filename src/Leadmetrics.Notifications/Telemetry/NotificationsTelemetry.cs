using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;

namespace Leadmetrics.Notifications.Telemetry;

/// <summary>The instruments and activities of one host.</summary>
/// <remarks>Where nobody listens nothing is measured: what begins is a default value, and its end does nothing. What a listener throws reaches nobody (<see cref="Listeners"/>). No address of a person, no subject and no secret is a tag; the tenant's id only by opt-in, and a server's name only of activities.</remarks>
internal sealed class NotificationsTelemetry
{
    /// <summary>The package's version, which meter and source bear.</summary>
    public static readonly string PackageVersion = VersionOf(typeof(NotificationsTelemetry).Assembly);

    // Seconds: from one round trip to the ten minutes that a server may take after the final dot.
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600] };

    private readonly TimeProvider _clock;
    private readonly Counter<long> _sends;
    private readonly Histogram<double> _sendDuration;
    private readonly Counter<long> _recipients;
    private readonly Counter<long> _uncertain;
    private readonly Counter<long> _fallbacks;
    private readonly Counter<long> _limitsReached;
    private readonly Counter<long> _tokensRefreshed;
    private readonly Counter<long> _verifications;
    private readonly Histogram<double> _verificationDuration;
    private readonly Counter<long> _routesLoaded;
    private readonly Counter<long> _deliveryEvents;
    private readonly Counter<long> _connectionsOpened;

    public NotificationsTelemetry(IMeterFactory meters, TelemetryOptions options, TimeProvider clock)
    {
        _clock = clock;
        TagsTenant = options.TagTenant;

        // The factory's: it ends with the container.
        var meter = meters.Create(new MeterOptions(TelemetryNames.Meter) { Version = PackageVersion });
        _sends = meter.CreateCounter<long>(TelemetryNames.Sends, "{message}", "Tries to send a message through a provider.");
        _sendDuration = meter.CreateHistogram(TelemetryNames.SendDuration, "s", "How long a try to send a message took.", advice: Seconds);
        _recipients = meter.CreateCounter<long>(TelemetryNames.Recipients, "{recipient}", "What came of recipients.");
        _uncertain = meter.CreateCounter<long>(TelemetryNames.Uncertain, "{message}", "Messages of which nobody knows whether the server took them.");
        _fallbacks = meter.CreateCounter<long>(TelemetryNames.Fallbacks, "{message}", "Messages handed on to the next provider of their route.");
        _limitsReached = meter.CreateCounter<long>(TelemetryNames.LimitsReached, "{message}", "Messages that a sending limit stopped.");
        _tokensRefreshed = meter.CreateCounter<long>(TelemetryNames.TokensRefreshed, "{request}", "Requests for an OAuth2 access token.");
        _verifications = meter.CreateCounter<long>(TelemetryNames.Verifications, "{verification}", "Tests of a tenant's provider.");
        _verificationDuration = meter.CreateHistogram(TelemetryNames.VerificationDuration, "s", "How long a test of a tenant's provider took.", advice: Seconds);
        _routesLoaded = meter.CreateCounter<long>(TelemetryNames.RoutesLoaded, "{route}", "Routes that were not in the cache and were loaded.");
        _deliveryEvents = meter.CreateCounter<long>(TelemetryNames.DeliveryEvents, "{event}", "What was heard of mails after they were handed over.");
        _connectionsOpened = meter.CreateCounter<long>(TelemetryNames.ConnectionsOpened, "{connection}", "SMTP connections that were opened.");
        meter.CreateObservableUpDownCounter(TelemetryNames.ConnectionsUsed, () => Pools.Sum(pool => pool.InUse), "{connection}", "Pooled SMTP connections that are not idle.");
        meter.CreateObservableUpDownCounter(TelemetryNames.ConnectionsIdle, () => Pools.Sum(pool => pool.Idle), "{connection}", "Pooled SMTP connections that wait for a message.");
    }

    public static ActivitySource Activities { get; } = new(TelemetryNames.ActivitySource, PackageVersion);

    /// <summary>Whose connections are counted.</summary>
    public SmtpPools Pools { get; } = new();

    public bool TagsTenant { get; }

    /// <summary>Whether a try to send concerns anybody.</summary>
    public bool MeasuresSends => Activities.HasListeners() || _sends.Enabled || _sendDuration.Enabled || _recipients.Enabled || _uncertain.Enabled;

    /// <summary>Whether making a connection concerns anybody.</summary>
    public bool WatchesConnects => Activities.HasListeners() || _connectionsOpened.Enabled;

    /// <summary>Begins an activity, where somebody listens; <see cref="Listeners.End"/> ends it.</summary>
    public static Activity? Begin(string name, ActivityKind kind = ActivityKind.Internal) => Listeners.Start(Activities, name, kind);

    /// <summary>Notes how large a message is, on the activity of its try.</summary>
    public static void TagSize(long? octets)
    {
        // The host's own activity, where ours is not listened to, is not ours to tag.
        if (octets is { } size && Activities.HasListeners() && Activity.Current is { OperationName: TelemetryNames.AttemptActivity, IsAllDataRequested: true } attempt) attempt.SetTag(TelemetryNames.Size, size);
    }

    /// <summary>Begins one message.</summary>
    public MessageMeasure BeginMessage(TenantId tenant)
    {
        var activity = Begin(TelemetryNames.SendActivity);
        if (TagsTenant) activity?.SetTag(TelemetryNames.Tenant, tenant.Value);
        return new MessageMeasure(this, activity, tenant);
    }

    /// <summary>Begins one try of a message, or of a batch.</summary>
    public AttemptMeasure BeginAttempt(TenantId tenant, string provider, string route, int recipients)
    {
        if (!MeasuresSends) return default;
        var activity = Begin(TelemetryNames.AttemptActivity, ActivityKind.Client);
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag(TelemetryNames.Provider, provider);
            activity.SetTag(TelemetryNames.Route, route);
            activity.SetTag(TelemetryNames.RecipientCount, recipients);
            if (TagsTenant) activity.SetTag(TelemetryNames.Tenant, tenant.Value);
        }

        return new AttemptMeasure(this, activity, new SendPlace(tenant, provider, route), recipients, _clock.GetTimestamp());
    }

    /// <summary>Begins a test of a tenant's provider.</summary>
    public VerificationMeasure BeginVerification(TenantId tenant, string provider)
    {
        var activity = Begin(TelemetryNames.VerifyActivity, ActivityKind.Client);
        if (activity is null && !_verifications.Enabled && !_verificationDuration.Enabled) return default;
        activity?.SetTag(TelemetryNames.Provider, provider);
        if (TagsTenant) activity?.SetTag(TelemetryNames.Tenant, tenant.Value);
        return new VerificationMeasure(this, activity, provider, _clock.GetTimestamp());
    }

    public void Sent(SendPlace place, string outcome, string? kind, long? started)
    {
        if (_sends.Enabled)
        {
            var tags = place.Tags(outcome);
            if (kind is not null) tags.Add(TelemetryNames.Kind, kind);
            if (TagsTenant) tags.Add(TelemetryNames.Tenant, place.Tenant.Value);
            Listeners.Add(_sends, 1, tags);
        }

        if (started is { } at && _sendDuration.Enabled) Listeners.Record(_sendDuration, _clock.GetElapsedTime(at).TotalSeconds, place.Tags(outcome));
        if (outcome == TelemetryWords.Of(SendOutcome.Uncertain)) Listeners.Add(_uncertain, 1, place.Tags());
    }

    public void Settled(string provider, RecipientOutcome outcome, int count)
    {
        if (count > 0) Listeners.Add(_recipients, count, Tags(provider, TelemetryWords.Of(outcome)));
    }

    public void Verified(string provider, string outcome, long started)
    {
        Listeners.Add(_verifications, 1, Tags(provider, outcome));
        Listeners.Record(_verificationDuration, _clock.GetElapsedTime(started).TotalSeconds, Tags(provider, outcome));
    }

    public void FellBack(string provider, FailureKind kind, string next, int messages = 1) =>
        Listeners.Add(_fallbacks, messages, new TagList { { TelemetryNames.Provider, provider }, { TelemetryNames.Kind, TelemetryWords.Of(kind) }, { TelemetryNames.NextRoute, next } });

    public void LimitReached(string scope, string span) => Listeners.Add(_limitsReached, 1, new TagList { { TelemetryNames.Scope, scope }, { TelemetryNames.Span, span } });

    public void TokenAsked(string provider, string outcome) => Listeners.Add(_tokensRefreshed, 1, Tags(provider, outcome));

    public void RouteLoaded(string outcome) => Listeners.Add(_routesLoaded, 1, new TagList { { TelemetryNames.Outcome, outcome } });

    public void DeliveryHeard(string provider, string kind, int count) => Listeners.Add(_deliveryEvents, count, new TagList { { TelemetryNames.Provider, provider }, { TelemetryNames.Kind, kind } });

    public void ConnectionOpened() => Listeners.Add(_connectionsOpened, 1, default);

    private static TagList Tags(string provider, string outcome) => new() { { TelemetryNames.Provider, provider }, { TelemetryNames.Outcome, outcome } };

    private static string VersionOf(Assembly assembly)
    {
        // Without the commit: a version is what releases are told apart by.
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        return version.IndexOf('+') is >= 0 and var at ? version[..at] : version;
    }
}
