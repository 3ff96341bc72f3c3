using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Leadmetrics.Notifications.Testing;

/// <summary>The rules of <c>POST /v3/mail/send</c> as SendGrid's reference states them, with the shape of the whole behind them; the first one that is broken is told.</summary>
internal static class MailSendRules
{
    private const int MostBytes = 10_000;
    private const int MostHoursAhead = 72;

    private static readonly HashSet<string> ReservedHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "x-sg-id", "x-sg-eid", "received", "dkim-signature", "Content-Type", "Content-Transfer-Encoding",
        "To", "From", "Subject", "Reply-To", "CC", "BCC",
    };

    private static readonly string[] Bypass = ["bypass_list_management", "bypass_spam_management", "bypass_bounce_management", "bypass_unsubscribe_management"];

    private static readonly SearchValues<char> NotInAddress = SearchValues.Create(" \r\n<>,");

    /// <returns>The broken rule's words and field; null where all hold.</returns>
    public static (string Message, string? Field)? Check(JsonElement? body, DateTimeOffset now, Func<string, bool> knowsBatch)
    {
        if (body is not { ValueKind: JsonValueKind.Object } mail)
            return ("Bad Request", null);
        return Personalizations(mail) ?? From(mail) ?? Subject(mail) ?? Content(mail) ?? Attachments(mail) ?? Headers(mail) ?? Extras(mail)
            ?? Answers(mail) ?? Schedule(mail, now, knowsBatch) ?? Bypasses(mail) ?? MailSendShape.Mail.Check(mail, "");
    }

    private static (string, string?)? Personalizations(JsonElement mail)
    {
        if (Items(mail, "personalizations") is not { Length: > 0 } all)
            return ("The personalizations field is required and must have at least one personalization.", "personalizations");
        if (all.Length > 1000)
            return ("The personalizations may not be more than 1000.", "personalizations");
        var recipients = 0;
        for (var i = 0; i < all.Length; i++)
        {
            if (Items(all[i], "to") is not { Length: > 0 })
                return ("The to array is required for all personalization objects, and must have at least one email object with a valid email address.", $"personalizations.{i}.to");
            var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (var list in new[] { "to", "cc", "bcc" })
            {
                var addresses = Items(all[i], list) ?? [];
                for (var n = 0; n < addresses.Length; n++)
                {
                    if (!IsAddress(Text(addresses[n], "email")))
                        return ("Does not contain a valid address.", $"personalizations.{i}.{list}.{n}.email");
                    if (Text(addresses[n], "name") is { } name && name.AsSpan().ContainsAny(',', ';') && !IsQuoted(name))
                        return ("The name may hold neither a comma nor a semicolon outside of double quotes.", $"personalizations.{i}.{list}.{n}.name");
                    if (!seen.Add(Text(addresses[n], "email")!))
                        return ("Each email address in the personalization block should be unique between to, cc, and bcc.", $"personalizations.{i}");
                }
                recipients += addresses.Length;
            }
        }
        return recipients > 1000 ? ("The total number of recipients must be no more than 1000.", "personalizations") : null;
    }

    private static (string, string?)? From(JsonElement mail) =>
        mail.TryGetProperty("from", out var from) && IsAddress(Text(from, "email"))
            ? null
            : ("The from object must be provided for every email send. It is an object that requires the email parameter.", "from.email");

    private static (string, string?)? Subject(JsonElement mail)
    {
        if (!string.IsNullOrEmpty(Text(mail, "subject")) || Text(mail, "template_id") is not null
            || Items(mail, "personalizations")!.All(one => !string.IsNullOrEmpty(Text(one, "subject"))))
            return null;
        return ("The subject is required. You can get around this requirement if you use a template with a subject defined or if every personalization has a subject defined.", "subject");
    }

    private static (string, string?)? Content(JsonElement mail)
    {
        if (Items(mail, "content") is not { Length: > 0 } content)
            return Text(mail, "template_id") is null ? ("Unless a valid template_id is provided, the content parameter is required.", "content") : null;
        var rank = -1;
        for (var i = 0; i < content.Length; i++)
        {
            var type = Text(content[i], "type");
            if (string.IsNullOrEmpty(type))
                return ("The content type is required.", $"content.{i}.type");
            if (string.IsNullOrEmpty(Text(content[i], "value")))
                return ("The content value must be a string at least one character in length.", $"content.{i}.value");
            var mine = type switch { "text/plain" => 0, "text/html" => 1, _ => 2 };
            if (mine < rank)
                return ("If present, text/plain and text/html may only be provided once, and text/plain must be first, followed by text/html.", "content");
            rank = mine == 2 ? 2 : mine + 1;
        }
        return null;
    }

    private static (string, string?)? Attachments(JsonElement mail)
    {
        var attachments = Items(mail, "attachments") ?? [];
        for (var i = 0; i < attachments.Length; i++)
        {
            if (Text(attachments[i], "content") is not { Length: > 0 } content || !IsBase64(content))
                return ("The attachment content must be base64 encoded.", $"attachments.{i}.content");
            if (Text(attachments[i], "filename") is not { Length: > 0 } name || name.AsSpan().ContainsAny('\r', '\n'))
                return ("The attachment filename is required and may not hold line ends.", $"attachments.{i}.filename");
            if (Text(attachments[i], "disposition") is not (null or "inline" or "attachment"))
                return ("The attachment disposition must be inline or attachment.", $"attachments.{i}.disposition");
        }
        return null;
    }

    private static (string, string?)? Headers(JsonElement mail)
    {
        foreach (var owner in Items(mail, "personalizations")!.Prepend(mail))
        {
            foreach (var header in Object(owner, "headers"))
            {
                if (ReservedHeaders.Contains(header.Name))
                    return ($"The header {header.Name} is reserved.", $"headers.{header.Name}");
                if (header.Value.ValueKind != JsonValueKind.String || !Ascii.IsValid(header.Name))
                    return ("Headers must be strings.", $"headers.{header.Name}");
            }
        }
        return null;
    }

    private static (string, string?)? Extras(JsonElement mail)
    {
        if (Items(mail, "categories") is { Length: > 10 })
            return ("No more than 10 categories are allowed.", "categories");
        foreach (var owner in Items(mail, "personalizations")!.Prepend(mail))
        {
            if (Object(owner, "custom_args").Any(argument => argument.Value.ValueKind != JsonValueKind.String))
                return ("Custom arguments must be strings.", "custom_args");
            if (Bytes(owner, "custom_args") > MostBytes)
                return ("Custom arguments may not exceed 10,000 bytes.", "custom_args");
            if (Bytes(owner, "substitutions") > MostBytes)
                return ("Substitutions may not exceed 10,000 bytes per personalization.", "substitutions");
        }
        return null;
    }

    private static (string, string?)? Answers(JsonElement mail)
    {
        if (mail.TryGetProperty("reply_to", out var one) && !IsAddress(Text(one, "email")))
            return ("Does not contain a valid address.", "reply_to.email");
        if (Items(mail, "reply_to_list") is not { } list)
            return null;
        if (mail.TryGetProperty("reply_to", out _))
            return ("Either reply_to or reply_to_list may be given.", "reply_to_list");
        var wrong = Array.FindIndex(list, address => !IsAddress(Text(address, "email")));
        return wrong < 0 ? null : ("Does not contain a valid address.", $"reply_to_list.{wrong}.email");
    }

    private static (string, string?)? Schedule(JsonElement mail, DateTimeOffset now, Func<string, bool> knowsBatch)
    {
        var latest = now.ToUnixTimeSeconds() + (MostHoursAhead * 3600);
        foreach (var owner in Items(mail, "personalizations")!.Prepend(mail))
        {
            if (owner.TryGetProperty("send_at", out var at) && at.ValueKind == JsonValueKind.Number && at.TryGetInt64(out var seconds) && seconds > latest)
                return ("Scheduling more than 72 hours in advance is forbidden.", "send_at");
        }
        return Text(mail, "batch_id") is { } batch && !knowsBatch(batch) ? ("The batch id is not valid.", "batch_id") : null;
    }

    private static (string, string?)? Bypasses(JsonElement mail)
    {
        if (!mail.TryGetProperty("mail_settings", out var settings))
            return null;
        return IsOn(Bypass[0]) && Bypass.Skip(1).Any(IsOn) ? ("This bypass may not be combined with another.", "mail_settings.bypass_list_management") : null;

        bool IsOn(string name) => settings.ValueKind == JsonValueKind.Object && settings.TryGetProperty(name, out var one) && one.ValueKind == JsonValueKind.Object && one.TryGetProperty("enable", out var on) && on.ValueKind == JsonValueKind.True;
    }

    private static int Bytes(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value) ? Encoding.UTF8.GetByteCount(value.GetRawText()) : 0;

    private static bool IsAddress(string? address) =>
        address is not null && address.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < address.Length - 1 && !address.AsSpan().ContainsAny(NotInAddress);

    private static bool IsQuoted(string name)
    {
        if (name.Length < 2 || name[0] != '"' || name[^1] != '"')
            return false;
        for (var i = 1; i < name.Length - 1; i++)
        {
            if (name[i] == '"' || (name[i] == '\\' && ++i == name.Length - 1))
                return false;
        }
        return true;
    }

    private static bool IsBase64(string text) =>
        !text.AsSpan().ContainsAny('\r', '\n') && Convert.TryFromBase64String(text, new byte[(text.Length / 4 * 3) + 3], out _);

    private static string? Text(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement[]? Items(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : null;

    private static JsonElement.ObjectEnumerator Object(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : default;
}
