namespace Leadmetrics.Notifications.Providers.Smtp;

/// <summary>The account behind a provider was changed or evicted since it was resolved. Nothing was sent: resolving again gives the current one.</summary>
internal sealed class StaleProviderException() : Exception("The provider's settings have changed since it was resolved: resolve again.");
