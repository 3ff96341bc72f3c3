namespace Leadmetrics.Notifications.Tenancy;

/// <summary>A message was handed to the next provider of the route, because one failed before anybody could have got it.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="RowId">The row that failed; <see langword="null"/> for a provider of the host's configuration.</param>
/// <param name="Provider">The word of the provider that failed.</param>
/// <param name="At">When.</param>
/// <param name="Failure">Why it failed.</param>
/// <param name="MessageId">The message's id, without angle brackets.</param>
/// <param name="Next">What is tried instead: <see cref="RouteReason.PlatformAfterFailure"/> where it is the platform's default.</param>
/// <param name="NextRowId">The row that is tried instead; <see langword="null"/> where it is none.</param>
public sealed record ProviderFellBack(TenantId Tenant, Guid? RowId, string Provider, DateTimeOffset At, EmailFailure Failure, string MessageId, RouteReason Next, Guid? NextRowId)
    : ProviderEvent(Tenant, RowId, Provider, At)
{
    /// <summary>How many messages were handed on: of a batch all that are left, told by the first of them.</summary>
    /// <value>1.</value>
    public int Messages { get; init; } = 1;
}
