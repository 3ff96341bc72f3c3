using System.Text.Json;
using System.Text.Json.Serialization;
using Leadmetrics.Notifications.AspNetCore.Calls;

namespace Leadmetrics.Notifications.AspNetCore.Sending;

/// <summary>A message to queue, or several: <see cref="QueueOptions"/> says what each of the other fields means.</summary>
internal sealed record QueueBody
{
    public JsonElement? Message { get; init; }

    /// <summary>One element, whatever it holds: a document for each would be a way to have much memory taken for few octets.</summary>
    public JsonElement? Messages { get; init; }

    public DateTimeOffset? SendAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    [JsonConverter(typeof(Word<OnUncertain>))]
    public OnUncertain? OnUncertain { get; init; }

    [JsonConverter(typeof(Word<QueueLane>))]
    public QueueLane? Lane { get; init; }

    public bool? IgnoreSuppressions { get; init; }

    public SendOptions? Provider { get; init; }

    /// <exception cref="ProblemException">A field is not the queue's.</exception>
    public QueueOptions ToOptions(string? key)
    {
        if (Provider is { SendAt: not null }) throw ProblemException.Invalid("provider.sendAt", "is the queue's: give sendAt");
        if (Provider is { BatchId: not null }) throw ProblemException.Invalid("provider.batchId", "is not taken by the queue");
        if (Provider is { Sandbox: not null }) throw ProblemException.Invalid("provider.sandbox", "is not taken by the queue");
        if (Provider is { IsBulk: true }) throw ProblemException.Invalid("provider.isBulk", "is said by lane");
        if (Provider is { IgnoreSuppressions: true }) throw ProblemException.Invalid("provider.ignoreSuppressions", "is said by ignoreSuppressions");
        return new QueueOptions
        {
            IdempotencyKey = key,
            SendAt = SendAt,
            ExpiresAt = ExpiresAt,
            OnUncertain = OnUncertain ?? default,
            Lane = Lane ?? default,
            IgnoreSuppressions = IgnoreSuppressions ?? false,
            Provider = Provider,
        };
    }
}
