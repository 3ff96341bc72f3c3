using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Leadmetrics.Notifications.Delivery;

namespace Leadmetrics.Notifications.Providers.Ses;

/// <summary>What a mail's events bring back: Amazon's tags, each a name with a value.</summary>
/// <remarks>
/// Both are of ASCII letters, digits, <c>_</c> and <c>-</c> alone, 256 at most. Our own values are always base64url of their UTF-8, so that a reader need not guess; one that
/// does not fit then is left out, since the mail's row and its Message-ID are found by other ways. Tags stand as <c>tag</c>, <c>tag2</c>, …; a tag or an entry of the
/// metadata that does not fit is left out, too: it would have the whole mail refused.
/// </remarks>
internal static partial class SesTags
{
    private const int Most = 50;
    private const int MaxLength = 256;
    private const string Tag = "tag";

    /// <exception cref="EmailMessageException">There are more than Amazon takes, or one has a name of ours.</exception>
    public static void Write(Utf8JsonWriter json, EmailSubmission submission)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        AddOwn(tags, CustomArguments.MessageId, submission.MessageId);
        if (submission.Tenant is { } tenant) AddOwn(tags, CustomArguments.Tenant, tenant.Value);
        foreach (var (name, value) in submission.Message.Metadata)
        {
            if (name.StartsWith(CustomArguments.Prefix, StringComparison.Ordinal)) throw new EmailMessageException($"metadata.{name}", "is written by the library itself");
            if (value is not null && Fits(name) && Fits(value)) tags.TryAdd(name, value);
        }

        var number = 0;
        foreach (var tag in submission.Message.Tags.Where(Fits))
        {
            // An entry of the metadata may bear the name.
            while (!tags.TryAdd(++number == 1 ? Tag : Tag + number.ToString(CultureInfo.InvariantCulture), tag))
            {
            }
        }

        if (tags.Count > Most) throw new EmailMessageException("tags", $"are, with the metadata, more than the {Most - 2} that Amazon SES takes");
        json.WriteStartArray("EmailTags");
        foreach (var (name, value) in tags)
        {
            json.WriteStartObject();
            json.WriteString("Name", name);
            json.WriteString("Value", value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void AddOwn(Dictionary<string, string> tags, string name, string value)
    {
        var encoded = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(value));
        if (encoded.Length <= MaxLength) tags.Add(name, encoded);
    }

    private static bool Fits(string text) => Form().IsMatch(text);

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,256}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
