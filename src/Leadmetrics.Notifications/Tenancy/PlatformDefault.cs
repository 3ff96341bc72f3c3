using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Notifications.Tenancy.Budgets;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>The platform's default account: SendGrid or none, never SMTP.</summary>
internal sealed class PlatformDefault
{
    private readonly BuiltProvider? _built;
    private readonly PlatformProvider? _provider;
    private readonly PlatformLimits? _limits;
    private readonly NotificationsTelemetry? _telemetry;

    public PlatformDefault(BuiltProvider? sendGrid, PlatformLimits? limits = null, NotificationsTelemetry? telemetry = null)
    {
        if (sendGrid is not null && sendGrid.Provider.Name != ProviderWords.SendGrid) throw new ArgumentException("The platform's default is SendGrid.", nameof(sendGrid));
        _built = sendGrid;
        _limits = limits;
        _telemetry = telemetry;
        _provider = sendGrid is null ? null : new PlatformProvider(sendGrid.Provider);
    }

    /// <summary>The platform's account behind a tenant's provider that says so; <see langword="null"/> where it does not, or there is no such account.</summary>
    public RouteCandidate? After(TenantId tenant, BuiltProvider last) => last.FallsToPlatform && _built is not null
        ? Candidate(Within(tenant, new PlatformProvider(_built.Provider, last.Sender)), RouteReason.PlatformAfterFailure, _built)
        : null;

    /// <exception cref="EmailDeliveryException">There is none.</exception>
    public RouteCandidate For(TenantId tenant, RouteReason reason) => _provider is not null
        ? Candidate(Within(tenant, _provider), reason, _built!)
        : throw new EmailDeliveryException(new EmailFailure
        {
            Kind = FailureKind.Configuration,
            Phase = SendPhase.Resolve,
            Outcome = SendOutcome.Rejected,
            Message = "The tenant has no verified provider, and no platform default is configured (Platform:SendGrid:ApiKey).",
        });

    private RouteCandidate Candidate(IEmailProvider provider, RouteReason reason, BuiltProvider built) =>
        new(provider, reason, null, built.Sender) { Account = SendingBudgets.PlatformScope, Destination = built.Destination, Limits = _limits?.Tenant };

    private IEmailProvider Within(TenantId tenant, PlatformProvider provider)
    {
        var limited = _limits?.Around(tenant, provider) ?? provider;
        return _telemetry is null ? limited : new MeasuredProvider(limited, tenant, TelemetryWords.Platform, _telemetry);
    }
}
