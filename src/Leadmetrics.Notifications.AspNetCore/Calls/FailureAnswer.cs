using System.Text.Json.Serialization;
using Leadmetrics.Notifications.Diagnosis;

namespace Leadmetrics.Notifications.AspNetCore.Calls;

/// <summary>Why nobody was reached, or a test failed.</summary>
internal sealed record FailureAnswer
{
    [JsonConverter(typeof(Word<FailureKind>))]
    public required FailureKind Kind { get; init; }

    [JsonConverter(typeof(Word<SendPhase>))]
    public required SendPhase Phase { get; init; }

    [JsonConverter(typeof(Word<SendOutcome>))]
    public required SendOutcome Outcome { get; init; }

    public required bool IsTransient { get; init; }

    public required string Message { get; init; }

    public required double? RetryAfterSeconds { get; init; }

    public required ResponseAnswer? Response { get; init; }

    public required Remedy? Remedy { get; init; }

    public required string? MessageId { get; init; }

    public required IReadOnlyList<RecipientAnswer> Recipients { get; init; }

    /// <summary>What a tenant may see of a failure: nothing that was said before authentication, since any machine may have answered.</summary>
    public static FailureAnswer Of(EmailFailure failure) => OfShown(failure.ForTenant());

    private static FailureAnswer OfShown(EmailFailure failure) => new()
    {
        Kind = failure.Kind,
        Phase = failure.Phase,
        Outcome = failure.Outcome,
        IsTransient = failure.IsTransient,
        Message = failure.Message,
        RetryAfterSeconds = failure.RetryAfter?.TotalSeconds,
        Response = ResponseAnswer.Of(failure.Response),
        Remedy = failure.Remedy,
        MessageId = failure.MessageId,
        Recipients = [.. failure.Recipients.Select(RecipientAnswer.Of)],
    };
}
