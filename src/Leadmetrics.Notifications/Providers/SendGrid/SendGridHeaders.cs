using System.Text.Json;
using Leadmetrics.Notifications.Mime;

namespace Leadmetrics.Notifications.Providers.SendGrid;

/// <summary>The header fields that SendGrid is told of by name and value: identity, what the message's properties ask for, and the host's own.</summary>
internal static class SendGridHeaders
{
    private const string AutoSubmitted = "Auto-Submitted";

    /// <summary>Looks at the names of the message's own fields.</summary>
    /// <exception cref="EmailMessageException">SendGrid takes a field for its own instructions, custom arguments among them: it could name another tenant.</exception>
    public static void CheckNames(EmailMessage message)
    {
        foreach (var (name, _) in message.Headers)
        {
            if (name.Equals("X-SMTPAPI", StringComparison.OrdinalIgnoreCase) || name.StartsWith("X-SG-", StringComparison.OrdinalIgnoreCase))
                throw new EmailMessageException($"headers.{name}", "is SendGrid's own");
        }
    }

    /// <exception cref="EmailMessageException">A field of the message's own is SendGrid's.</exception>
    public static void Write(Utf8JsonWriter json, EmailMessage message, string messageId, ListUnsubscribe? listUnsubscribe)
    {
        CheckNames(message);
        json.WriteStartObject("headers");
        json.WriteString("Message-ID", $"<{messageId}>");
        WriteThread(json, message);
        if (listUnsubscribe is { } unsubscribe)
        {
            json.WriteString(UnsubscribeFields.Name, string.Join(", ", UnsubscribeFields.Values(unsubscribe)));
            if (unsubscribe.Url is not null) json.WriteString(UnsubscribeFields.PostName, UnsubscribeFields.Post);
        }

        if (message.Priority != EmailPriority.Normal)
        {
            json.WriteString("X-Priority", message.Priority == EmailPriority.High ? "1" : "5");
            json.WriteString("Importance", message.Priority == EmailPriority.High ? "high" : "low");
        }

        if (message.Language is not null) json.WriteString("Content-Language", message.Language);
        if (!message.Headers.Keys.Contains(AutoSubmitted, StringComparer.OrdinalIgnoreCase)) json.WriteString(AutoSubmitted, "auto-generated");

        // SendGrid writes the values as it gets them: what is beyond ASCII has to be encoded before.
        foreach (var (name, value) in message.Headers) json.WriteString(name, HeaderText.Encode(value));
        json.WriteEndObject();
    }

    private static void WriteThread(Utf8JsonWriter json, EmailMessage message)
    {
        if (message.InReplyTo is { } parent) json.WriteString("In-Reply-To", MessageIds.Bracketed(parent));
        var references = message.References.Count > 0 ? string.Join(' ', message.References.Select(MessageIds.Bracketed)) : message.InReplyTo is { } only ? MessageIds.Bracketed(only) : null;
        if (references is not null) json.WriteString("References", references);
    }
}
