using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>One provider that may send for a tenant.</summary>
/// <param name="Provider">The provider: a handle that nobody disposes.</param>
/// <param name="Reason">Why it was chosen.</param>
/// <param name="RowId">The tenant's row; <see langword="null"/> for the platform and for configured providers.</param>
/// <param name="Sender">Whom it sends as.</param>
public sealed record RouteCandidate(IEmailProvider Provider, RouteReason Reason, Guid? RowId, EmailAddress Sender);
