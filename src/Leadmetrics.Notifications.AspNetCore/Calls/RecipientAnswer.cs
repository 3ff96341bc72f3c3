using System.Text.Json.Serialization;

namespace Leadmetrics.Notifications.AspNetCore.Calls;

/// <summary>What came of a recipient.</summary>
internal sealed record RecipientAnswer(string Address, [property: JsonConverter(typeof(Word<RecipientOutcome>))] RecipientOutcome Outcome, ResponseAnswer? Response)
{
    public static RecipientAnswer Of(EmailRecipientResult result) => new(result.Address, result.Outcome, ResponseAnswer.Of(result.Response));
}
