using System.Text.Json.Serialization;
using Leadmetrics.Notifications.AspNetCore.Calls;
using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Queue;

namespace Leadmetrics.Notifications.AspNetCore.Queueing;

/// <summary>A mail, its tries and what was heard of it since. Of one that was not queued, or is forgotten, only what was heard.</summary>
internal sealed record MailAnswer
{
    public Guid? Id { get; init; }

    public required string MessageId { get; init; }

    [JsonConverter(typeof(Word<QueuedMailState>))]
    public QueuedMailState? State { get; init; }

    [JsonConverter(typeof(Word<QueueLane>))]
    public QueueLane? Lane { get; init; }

    public DateTimeOffset? QueuedAt { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public int? Attempts { get; init; }

    public IReadOnlyList<AttemptAnswer> History { get; init; } = [];

    public required IReadOnlyList<RecipientStatusAnswer> Recipients { get; init; }

    public required IReadOnlyList<EventAnswer> Events { get; init; }

    public static MailAnswer Of(QueuedMail mail, MessageHistory? heard) => Of(heard ?? new MessageHistory(mail.MessageId, [], [])) with
    {
        Id = mail.Id,
        State = mail.State,
        Lane = mail.Lane,
        QueuedAt = mail.QueuedAt,
        DueAt = mail.DueAt,
        ExpiresAt = mail.ExpiresAt,
        Attempts = mail.Attempts,
        History = [.. mail.History.Select(AttemptAnswer.Of)],
    };

    public static MailAnswer Of(MessageHistory heard) => new()
    {
        MessageId = heard.MessageId,
        Recipients = [.. heard.Recipients.Select(RecipientStatusAnswer.Of)],
        Events = [.. heard.Events.Select(EventAnswer.Of)],
    };
}
