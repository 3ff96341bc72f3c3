using System.Text.Json.Serialization;
using Leadmetrics.Notifications.AspNetCore.Calls;

namespace Leadmetrics.Notifications.AspNetCore.Sending;

/// <summary>What came of a message that was sent.</summary>
internal sealed record SendAnswer
{
    [JsonConverter(typeof(Word<SendOutcome>))]
    public required SendOutcome Outcome { get; init; }

    public required string? MessageId { get; init; }

    public required string? Provider { get; init; }

    public required string? ProviderMessageId { get; init; }

    public required IReadOnlyList<RecipientAnswer> Recipients { get; init; }

    public required ResponseAnswer? ServerResponse { get; init; }

    /// <summary>What ended the send before every recipient was settled, where somebody had been accepted by then.</summary>
    public required FailureAnswer? Interruption { get; init; }

    public static SendAnswer Of(EmailSendResult result) => new()
    {
        Outcome = result.Outcome,
        MessageId = result.MessageId,
        Provider = result.Provider,
        ProviderMessageId = result.ProviderMessageId,
        Recipients = [.. result.Recipients.Select(RecipientAnswer.Of)],
        ServerResponse = ResponseAnswer.Of(result.ServerResponse),
        Interruption = result.Interruption is { } interruption ? FailureAnswer.Of(interruption) : null,
    };
}
