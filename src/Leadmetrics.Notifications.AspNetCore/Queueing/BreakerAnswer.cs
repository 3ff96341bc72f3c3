using System.Text.Json.Serialization;
using Leadmetrics.Notifications.AspNetCore.Calls;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.AspNetCore.Queueing;

/// <summary>An account of the tenant that is not called for now.</summary>
internal sealed record BreakerAnswer(
    string Account,
    [property: JsonConverter(typeof(Word<FailureKind>))] FailureKind Kind,
    double? RetryInSeconds,
    string? Text,
    DateTimeOffset OpenedAt)
{
    public static BreakerAnswer Of(Breaker breaker) =>
        new(breaker.Account.Account, breaker.Kind, breaker.RetryIn is { } wait ? Math.Max(0, wait.TotalSeconds) : null, ServerWords.MayShow(breaker.Kind) ? breaker.Text : null, breaker.OpenedAt);
}
