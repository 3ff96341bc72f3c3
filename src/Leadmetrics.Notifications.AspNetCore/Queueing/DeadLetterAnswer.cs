using System.Text.Json.Serialization;
using Leadmetrics.Notifications.AspNetCore.Calls;
using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.AspNetCore.Queueing;

/// <summary>A mail that is not tried any more.</summary>
internal sealed record DeadLetterAnswer
{
    public required Guid Id { get; init; }

    public required string MessageId { get; init; }

    [JsonConverter(typeof(Word<DeadReason>))]
    public required DeadReason Reason { get; init; }

    public required DateTimeOffset DiedAt { get; init; }

    public required int Attempts { get; init; }

    [JsonConverter(typeof(Word<FailureKind>))]
    public required FailureKind? Kind { get; init; }

    public required int? Code { get; init; }

    public required string? Text { get; init; }

    public static DeadLetterAnswer Of(DeadLetter letter) => new()
    {
        Id = letter.Id,
        MessageId = letter.MessageId,
        Reason = letter.Reason,
        DiedAt = letter.DiedAt,
        Attempts = letter.Attempts,
        Kind = letter.Kind,
        Code = ServerWords.MayShow(letter.Kind) ? letter.Code : null,
        Text = ServerWords.MayShow(letter.Kind) || letter.Code is null ? letter.Text : null,
    };
}
