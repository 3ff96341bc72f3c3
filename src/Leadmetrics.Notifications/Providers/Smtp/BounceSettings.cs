using System.Text.Json;
using Leadmetrics.Notifications.Delivery.Bounces;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.Smtp;

/// <summary>The <c>bounces</c> object of SMTP settings: where servers send what they could not deliver, in place of the sender.</summary>
public sealed record BounceSettings
{
    /// <summary>The envelope sender (MAIL FROM), of a domain that the row allows: <c>bounces.address</c>. Receivers look up SPF at its domain.</summary>
    public required string Address { get; init; }

    /// <summary>Whether its local part names the message behind a plus, as <see cref="VerpAddress"/> makes it; it has 23 characters at most then, and its server has to deliver what stands behind a plus: <c>bounces.verp</c>.</summary>
    /// <value><see langword="false"/>.</value>
    public bool Verp { get; init; }

    /// <summary>Reads and checks the object.</summary>
    /// <returns><see langword="null"/>: there is none, or a form left its address empty.</returns>
    /// <exception cref="ProviderConfigException">A property is wrong; it is named.</exception>
    internal static BounceSettings? Read(ConfigReader json, Sender sender, out IEnumerable<string> unknown)
    {
        unknown = [];
        if (json.Object("bounces") is not { } bounces) return null;
        var (address, verp) = (bounces.Text("address"), bounces.Flag("verp") ?? false);
        unknown = bounces.Unknown.ToArray();
        if (string.IsNullOrEmpty(address))
        {
            return verp ? throw bounces.Error("address", "is missing") : null;
        }

        if (!new EmailAddress(address).TryToMailbox(out var mailbox, out var error)) throw bounces.Error("address", error);

        // Else every mail would need SMTPUTF8, which few servers have.
        if (mailbox.RequiresSmtpUtf8) throw bounces.Error("address", "has a local part beyond ASCII");
        if (!sender.Allows(mailbox)) throw bounces.Error("address", "is of a domain that these settings do not allow (allowedFromDomains)");
        if (verp && mailbox.LocalPart.Length > VerpAddress.MaxLocalPart) throw bounces.Error("address", $"has a local part longer than {VerpAddress.MaxLocalPart} characters: verp has no place behind it");
        return new BounceSettings { Address = mailbox.ToString(), Verp = verp };
    }

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("bounces");
        json.WriteString("address", Address);
        if (Verp) json.WriteBoolean("verp", true);
        json.WriteEndObject();
    }

    /// <summary>The reverse-path of a message.</summary>
    internal Mailbox ReversePathFor(string messageId) => new EmailAddress(Verp ? VerpAddress.Create(Address, messageId) : Address).ToMailbox("bounces");
}
