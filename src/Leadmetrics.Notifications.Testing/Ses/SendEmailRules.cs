using System.Text.Json;
using System.Text.RegularExpressions;

namespace Leadmetrics.Notifications.Testing;

/// <summary>What Amazon demands of a send request.</summary>
internal static partial class SendEmailRules
{
    private const int MostRecipients = 50;
    private const int MostTags = 50;
    private const int LargestMessage = 40 * 1024 * 1024;

    /// <returns>Amazon's answer to what is wrong; null, with the raw message, where nothing is.</returns>
    public static FakeSesAnswer? Check(JsonElement? body, FakeSes ses, out byte[] raw)
    {
        raw = [];
        if (body is not { ValueKind: JsonValueKind.Object } json)
            return FakeSesAnswer.Error(400, "SerializationException", "Unable to parse the request.");
        if (!json.TryGetProperty("Content", out var content) || !content.TryGetProperty("Raw", out var rawContent) || !rawContent.TryGetProperty("Data", out var data) || !data.TryGetBytesFromBase64(out var bytes))
            return Bad("Content.Raw.Data has to be base64.");
        raw = bytes;
        if (raw.Length > LargestMessage)
            return Bad($"Message length is more than {LargestMessage} bytes long: '{raw.Length}'.");
        string[] recipients = [.. Recipients(json)];
        if (recipients.Length is 0 or > MostRecipients)
            return Bad($"Recipient count exceeds {MostRecipients}, or is 0.");
        if (recipients.Any(address => !Address().IsMatch(address)))
            return Bad("Illegal address");
        if (json.TryGetProperty("EmailTags", out var tags) && (tags.GetArrayLength() > MostTags || tags.EnumerateArray().Any(tag => !Tag().IsMatch(tag.GetProperty("Name").GetString()!) || !Tag().IsMatch(tag.GetProperty("Value").GetString()!))))
            return Bad("Invalid tag: only alphanumeric ASCII characters, '_', and '-' are allowed.");
        if (json.TryGetProperty("ConfigurationSetName", out var set) && !ses.ConfigurationSets.Contains(set.GetString()!))
            return FakeSesAnswer.Error(404, "NotFoundException", $"Configuration set <{set.GetString()}> does not exist.");
        return Identities(json, recipients, ses);
    }

    private static FakeSesAnswer? Identities(JsonElement json, string[] recipients, FakeSes ses)
    {
        if (!ses.SendingEnabled)
            return FakeSesAnswer.Error(400, "SendingPausedException", "Sending is paused for this account.");
        var asked = new List<string> { json.GetProperty("FromEmailAddress").GetString()! };
        if (ses.InSandbox)
            asked.AddRange(recipients);
        string[] unverified = [.. asked.Where(address => !ses.IsVerified(address))];
        return unverified.Length == 0
            ? null
            : FakeSesAnswer.Error(400, "MessageRejected", $"Email address is not verified. The following identities failed the check in region {ses.Region.ToUpperInvariant()}: {string.Join(", ", unverified)}");
    }

    private static IEnumerable<string> Recipients(JsonElement json) =>
        json.TryGetProperty("Destination", out var destination) ? destination.EnumerateObject().SelectMany(list => list.Value.EnumerateArray()).Select(address => address.GetString() ?? "") : [];

    private static FakeSesAnswer Bad(string message) => FakeSesAnswer.Error(400, "BadRequestException", message);

    [GeneratedRegex(@"\A[\x21-\x7e]+@[A-Za-z0-9.-]+\z")]
    private static partial Regex Address();

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,256}\z")]
    private static partial Regex Tag();
}
