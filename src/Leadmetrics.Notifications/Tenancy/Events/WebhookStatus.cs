namespace Leadmetrics.Notifications.Tenancy.Events;

/// <summary>What came of a request to a webhook. The numbers are the HTTP status codes to answer with.</summary>
public enum WebhookStatus
{
    /// <summary>Its events are stored, or were before.</summary>
    Stored = 200,

    /// <summary>It is signed, but no list of events: nothing was stored.</summary>
    Malformed = 400,

    /// <summary>It is not signed by the key that it should be, or was signed too long ago: nothing was stored.</summary>
    Refused = 403,

    /// <summary>Nobody's webhook has that token, or the provider has no webhook.</summary>
    UnknownToken = 404,

    /// <summary>It is larger than <see cref="WebhookOptions.MaxBody"/>: nothing was stored.</summary>
    TooLarge = 413,

    /// <summary>The store or the key provider does not answer, or the row's settings cannot be opened: the provider sends it again, and what was stored of it is not stored twice.</summary>
    Unavailable = 503,
}
