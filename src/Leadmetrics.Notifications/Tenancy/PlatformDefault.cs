using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>The platform's default account: SendGrid or none, never SMTP.</summary>
internal sealed class PlatformDefault
{
    private readonly BuiltProvider? _built;
    private readonly PlatformProvider? _provider;

    public PlatformDefault(BuiltProvider? sendGrid)
    {
        if (sendGrid is not null && sendGrid.Provider.Name != ProviderWords.SendGrid) throw new ArgumentException("The platform's default is SendGrid.", nameof(sendGrid));
        _built = sendGrid;
        _provider = sendGrid is null ? null : new PlatformProvider(sendGrid.Provider);
    }

    /// <summary>The platform's account behind a tenant's provider that says so; <see langword="null"/> where it does not, or there is no such account.</summary>
    public RouteCandidate? After(BuiltProvider last) => last.FallsToPlatform && _built is not null
        ? new RouteCandidate(new PlatformProvider(_built.Provider, last.Sender), RouteReason.PlatformAfterFailure, null, _built.Sender)
        : null;

    /// <exception cref="EmailDeliveryException">There is none.</exception>
    public RouteCandidate For(RouteReason reason) => _provider is not null
        ? new RouteCandidate(_provider, reason, null, _built!.Sender)
        : throw new EmailDeliveryException(new EmailFailure
        {
            Kind = FailureKind.Configuration,
            Phase = SendPhase.Resolve,
            Outcome = SendOutcome.Rejected,
            Message = "The tenant has no verified provider, and no platform default is configured (Platform:SendGrid:ApiKey).",
        });
}
