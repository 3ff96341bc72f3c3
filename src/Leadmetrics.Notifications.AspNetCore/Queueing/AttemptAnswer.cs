using System.Text.Json.Serialization;
using Leadmetrics.Notifications.AspNetCore.Calls;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.AspNetCore.Queueing;

/// <summary>One try of a mail.</summary>
internal sealed record AttemptAnswer
{
    [JsonConverter(typeof(Word<AttemptOutcome>))]
    public required AttemptOutcome Outcome { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string? Provider { get; init; }

    [JsonConverter(typeof(Word<FailureKind>))]
    public required FailureKind? Kind { get; init; }

    [JsonConverter(typeof(Word<SendPhase>))]
    public required SendPhase? Phase { get; init; }

    public required int? Code { get; init; }

    public required string? EnhancedCode { get; init; }

    public required string? Text { get; init; }

    public required string? ProviderMessageId { get; init; }

    public required IReadOnlyList<RecipientAnswer> Recipients { get; init; }

    public required double DurationSeconds { get; init; }

    public static AttemptAnswer Of(MailAttempt attempt) => Of(attempt, ServerWords.MayShow(attempt));

    private static AttemptAnswer Of(MailAttempt attempt, bool words) => new()
    {
        Outcome = attempt.Outcome,
        At = attempt.At,
        Provider = attempt.Provider,
        Kind = attempt.Kind,
        Phase = attempt.Phase,
        Code = words ? attempt.Code : null,
        EnhancedCode = words ? attempt.EnhancedCode : null,
        Text = words || attempt.Code is null ? attempt.Text : null,
        ProviderMessageId = attempt.ProviderMessageId,
        Recipients = [.. attempt.Recipients.Select(RecipientAnswer.Of)],
        DurationSeconds = attempt.Duration.TotalSeconds,
    };
}
