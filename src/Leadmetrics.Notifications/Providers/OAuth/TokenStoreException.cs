namespace Leadmetrics.Notifications.Providers.OAuth;

/// <summary>A token store that does not answer.</summary>
internal sealed class TokenStoreException(Exception cause) : Exception(cause.Message, cause);
