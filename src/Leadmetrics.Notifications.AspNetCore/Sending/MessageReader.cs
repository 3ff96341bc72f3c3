using System.Text.Json;
using Leadmetrics.Notifications.AspNetCore.Calls;

namespace Leadmetrics.Notifications.AspNetCore.Sending;

/// <summary>Reads a message that stands in a body.</summary>
internal static class MessageReader
{
    /// <param name="message">The message.</param>
    /// <param name="place">Where it stands, for example <c>message</c>.</param>
    /// <exception cref="ProblemException">It is not what it has to be.</exception>
    public static EmailMessage Read(JsonElement? message, string place)
    {
        if (message is not { ValueKind: not JsonValueKind.Null } given) throw ProblemException.Invalid(place, "is missing");
        try
        {
            return given.Deserialize(SendingJson.Message) ?? throw ProblemException.Invalid(place, "is missing");
        }
        catch (JsonException wrong)
        {
            throw JsonProblems.Of(wrong, place);
        }
    }
}
