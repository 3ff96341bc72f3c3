using System.Text.Json.Serialization;
using Leadmetrics.Notifications.AspNetCore.Calls;
using Leadmetrics.Notifications.Queue;

namespace Leadmetrics.Notifications.AspNetCore.Queueing;

/// <summary>A queued mail in a list.</summary>
internal sealed record ListedMailAnswer
{
    public required Guid Id { get; init; }

    public required string MessageId { get; init; }

    [JsonConverter(typeof(Word<QueuedMailState>))]
    public required QueuedMailState State { get; init; }

    [JsonConverter(typeof(Word<QueueLane>))]
    public required QueueLane Lane { get; init; }

    public required DateTimeOffset QueuedAt { get; init; }

    public required DateTimeOffset? DueAt { get; init; }

    public required int Attempts { get; init; }

    /// <summary>What came last of it; <see langword="null"/>: it was not tried yet.</summary>
    public required AttemptAnswer? LastAttempt { get; init; }

    public static ListedMailAnswer Of(QueuedMail mail) => new()
    {
        Id = mail.Id,
        MessageId = mail.MessageId,
        State = mail.State,
        Lane = mail.Lane,
        QueuedAt = mail.QueuedAt,
        DueAt = mail.DueAt,
        Attempts = mail.Attempts,
        LastAttempt = mail.History.Count == 0 ? null : AttemptAnswer.Of(mail.History[^1]),
    };
}
