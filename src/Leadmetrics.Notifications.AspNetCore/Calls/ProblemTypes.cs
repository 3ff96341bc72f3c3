namespace Leadmetrics.Notifications.AspNetCore.Calls;

/// <summary>Every kind of problem that the API answers with. docs/http-api.md lists them, too, and a test compares the two.</summary>
internal static class ProblemTypes
{
    public static readonly ProblemType MalformedJson = new("malformed-json", 400, "The body is no JSON");
    public static readonly ProblemType InvalidField = new("invalid-field", 400, "A field is wrong");
    public static readonly ProblemType InvalidSettings = new("invalid-settings", 400, "The provider's settings are refused");
    public static readonly ProblemType InvalidMessage = new("invalid-message", 400, "The message cannot be sent as it is");
    public static readonly ProblemType QueueRefused = new("queue-refused", 400, "The queue does not take these times");
    public static readonly ProblemType NoTenant = new("no-tenant", 403, "The request has no tenant");
    public static readonly ProblemType HeaderMissing = new("header-missing", 403, "A header is missing");
    public static readonly ProblemType NotFound = new("not-found", 404, "There is no such thing");
    public static readonly ProblemType Conflict = new("conflict", 409, "It is in another state");
    public static readonly ProblemType NoProvider = new("no-provider", 409, "The tenant has no provider that can send");
    public static readonly ProblemType VersionMismatch = new("version-mismatch", 412, "Somebody else changed it");
    public static readonly ProblemType TooLarge = new("too-large", 413, "It is too large");
    public static readonly ProblemType MediaType = new("media-type", 415, "The body is not application/json");
    public static readonly ProblemType KeyReused = new("key-reused", 422, "The Idempotency-Key stands for another mail");
    public static readonly ProblemType DeliveryRejected = new("delivery-rejected", 422, "Nobody was reached");
    public static readonly ProblemType LimitReached = new("limit-reached", 429, "A sending limit is reached");
    public static readonly ProblemType TooManyTests = new("too-many-tests", 429, "Too many tests or lookups");
    public static readonly ProblemType TooManyStreams = new("too-many-streams", 429, "Too many event streams");
    public static readonly ProblemType DeliveryUncertain = new("delivery-uncertain", 502, "Nobody knows whether it arrived");
    public static readonly ProblemType DeliveryDeferred = new("delivery-deferred", 503, "Nobody was reached for now");
    public static readonly ProblemType StoreUnavailable = new("store-unavailable", 503, "The database does not answer");

    public static IReadOnlyList<ProblemType> All { get; } =
    [
        MalformedJson, InvalidField, InvalidSettings, InvalidMessage, QueueRefused, NoTenant, HeaderMissing, NotFound, Conflict, NoProvider, VersionMismatch, TooLarge, MediaType, KeyReused,
        DeliveryRejected, LimitReached, TooManyTests, TooManyStreams, DeliveryUncertain, DeliveryDeferred, StoreUnavailable,
    ];
}
