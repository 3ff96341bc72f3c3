using System.Text.Json;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Queue.Bodies;

/// <summary>Reads back what <see cref="MailBodyWriter"/> wrote. Opens nothing: an attachment that is in the store is opened when it is sent.</summary>
internal static class MailBodyReader
{
    /// <summary>Reads a mail.</summary>
    /// <param name="body">The octets.</param>
    /// <param name="tenant">Whose mail it is.</param>
    /// <param name="store">Where its larger attachments are.</param>
    /// <returns>The mail; it is checked when it is sent.</returns>
    /// <exception cref="MailBodyException">The octets are no mail, or one of a later form.</exception>
    public static StoredMail Read(ReadOnlySpan<byte> body, TenantId tenant, IQueueIntakeStore store)
    {
        try
        {
            return Read(new Utf8JsonReader(body), tenant, store);
        }
        catch (Exception unreadable) when (unreadable is JsonException or FormatException or InvalidOperationException or ArgumentException or NotSupportedException or OverflowException)
        {
            throw new MailBodyException("What is stored of the mail is not what a mail looks like.", unreadable);
        }
    }

    private static StoredMail Read(Utf8JsonReader json, TenantId tenant, IQueueIntakeStore store)
    {
        EmailMessage? message = null;
        List<EmailAttachment>? attachments = null;
        var options = Ordinary;
        var version = 0;
        json.Read();
        Expect(ref json, JsonTokenType.StartObject);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("message"u8))
            {
                json.Read();
                message = JsonSerializer.Deserialize(ref json, EmailMessageJson.Default.EmailMessage);
            }
            else if (json.ValueTextEquals("version"u8))
            {
                json.Read();
                version = json.GetInt32();

                // It stands first, and says that nothing behind it need look like what is known here.
                if (version > MailBodyWriter.Version) throw new MailBodyException($"What is stored of the mail is of the form {version}, and this version reads the form {MailBodyWriter.Version} alone.") { IsOfLaterForm = true };
            }
            else if (json.ValueTextEquals("attachments"u8))
            {
                attachments = ReadAttachments(ref json, tenant, store);
            }
            else if (json.ValueTextEquals("options"u8))
            {
                options = ReadOptions(ref json);
            }
            else
            {
                json.Skip();
            }
        }

        // The end of the object, and nothing behind it: a body that was cut, or written over a longer one, is none.
        Expect(ref json, JsonTokenType.EndObject);
        if (json.Read()) throw new JsonException("Something stands behind the mail.");
        if (version != MailBodyWriter.Version) throw new JsonException($"There is no form {version}.");
        if (message is null) throw new JsonException("There is no message.");
        return new StoredMail(attachments is null ? message : message with { Attachments = attachments }, options);
    }

    private static SendOptions Ordinary { get; } = new();

    private static List<EmailAttachment> ReadAttachments(ref Utf8JsonReader json, TenantId tenant, IQueueIntakeStore store)
    {
        var attachments = new List<EmailAttachment>();
        json.Read();
        Expect(ref json, JsonTokenType.StartArray);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray) attachments.Add(ReadAttachment(ref json, attachments.Count, tenant, store));
        return attachments;
    }

    private static EmailAttachment ReadAttachment(ref Utf8JsonReader json, int index, TenantId tenant, IQueueIntakeStore store)
    {
        Expect(ref json, JsonTokenType.StartObject);
        string? fileName = null, contentType = null, contentId = null;
        byte[]? content = null, sha256 = null;
        long length = -1;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("fileName"u8)) fileName = Text(ref json);
            else if (json.ValueTextEquals("contentType"u8)) contentType = Text(ref json);
            else if (json.ValueTextEquals("contentId"u8)) contentId = Text(ref json);
            else if (json.ValueTextEquals("content"u8) && json.Read()) content = json.GetBytesFromBase64();
            else if (json.ValueTextEquals("length"u8) && json.Read()) length = json.GetInt64();
            else if (json.ValueTextEquals("sha256"u8)) sha256 = Convert.FromHexString(Text(ref json));
            else json.Skip();
        }

        if (fileName is null || contentType is null) throw new JsonException("An attachment has a name and a type.");
        var attachment = content is not null ? EmailAttachment.FromBytes(fileName, content, contentType)
            : sha256 is { Length: 32 } && length >= 0 ? InStore(fileName, contentType, length, sha256, index, tenant, store)
            : throw new JsonException("An attachment has a content, or a length and a hash.");
        return contentId is null ? attachment : attachment.Inline(contentId);
    }

    private static EmailAttachment InStore(string fileName, string contentType, long length, byte[] sha256, int index, TenantId tenant, IQueueIntakeStore store) =>
        EmailAttachment.FromStream(
            fileName,
            async cancellationToken => await store.OpenBlobAsync(tenant, sha256, cancellationToken).ConfigureAwait(false) ?? throw new EmailMessageException($"attachments[{index}]", "is not in the store any more"),
            contentType,
            length);

    private static SendOptions ReadOptions(ref Utf8JsonReader json)
    {
        var options = Ordinary;
        json.Read();
        Expect(ref json, JsonTokenType.StartObject);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("isBulk"u8) && json.Read()) options = options with { IsBulk = json.GetBoolean() };
            else if (json.ValueTextEquals("ignoreSuppressions"u8) && json.Read()) options = options with { IgnoreSuppressions = json.GetBoolean() };
            else if (json.ValueTextEquals("unsubscribeGroup"u8)) options = options with { UnsubscribeGroup = ReadGroup(ref json) };
            else if (json.ValueTextEquals("trackOpens"u8) && json.Read()) options = options with { TrackOpens = json.GetBoolean() };
            else if (json.ValueTextEquals("trackClicks"u8) && json.Read()) options = options with { TrackClicks = json.GetBoolean() };
            else if (json.ValueTextEquals("ipPool"u8)) options = options with { IpPool = Text(ref json) };
            else json.Skip();
        }

        return options;
    }

    private static UnsubscribeGroup ReadGroup(ref Utf8JsonReader json)
    {
        int? id = null;
        var shown = new List<int>();
        json.Read();
        Expect(ref json, JsonTokenType.StartObject);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("id"u8) && json.Read())
            {
                id = json.GetInt32();
            }
            else if (json.ValueTextEquals("shown"u8))
            {
                json.Read();
                Expect(ref json, JsonTokenType.StartArray);
                while (json.Read() && json.TokenType != JsonTokenType.EndArray) shown.Add(json.GetInt32());
            }
            else
            {
                json.Skip();
            }
        }

        return new UnsubscribeGroup(id ?? throw new JsonException("A group has an id.")) { Shown = shown };
    }

    private static string Text(ref Utf8JsonReader json)
    {
        json.Read();
        return json.GetString() ?? throw new JsonException("A text is null.");
    }

    private static void Expect(ref Utf8JsonReader json, JsonTokenType token)
    {
        if (json.TokenType != token) throw new JsonException($"{token} was expected, and {json.TokenType} came.");
    }
}
