using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>A serving row and the provider made of it.</summary>
/// <param name="Version">The row's version.</param>
/// <param name="Built">The provider.</param>
/// <param name="Serving">The provider within its limits.</param>
/// <param name="Handle">The handle given out: the same one as long as the row stays in the cache.</param>
internal sealed record LoadedRow(long Version, BuiltProvider Built, IEmailProvider Serving, RowProvider Handle);
