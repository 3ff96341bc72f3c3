using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>One provider that may send for a tenant.</summary>
/// <param name="Provider">The provider: a handle that nobody disposes.</param>
/// <param name="Reason">Why it was chosen.</param>
/// <param name="RowId">The tenant's row; <see langword="null"/> for the platform and for configured providers.</param>
/// <param name="Sender">Whom it sends as.</param>
public sealed record RouteCandidate(IEmailProvider Provider, RouteReason Reason, Guid? RowId, EmailAddress Sender)
{
    /// <summary>How much the tenant may send through it.</summary>
    /// <value><see langword="null"/>: as much as it likes.</value>
    public SendingLimits? Limits { get; init; }

    /// <summary>The account as breakers name it; empty where nobody asks.</summary>
    internal string Account { get; init; } = "";

    /// <summary>Whether the account is the platform's, which all tenants share.</summary>
    internal bool IsPlatform => Reason is not (RouteReason.TenantRow or RouteReason.Configured);

    /// <summary>The row's version; 0 where it is no row.</summary>
    internal long Version { get; init; }

    /// <summary>What is called, for example a host and its port; <see langword="null"/> where it cannot be told.</summary>
    internal string? Destination { get; init; }
}
