using System.Text.Json;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers;

/// <summary>Whom an account may send as: its configured address, and other addresses of the domains that the row allows.</summary>
internal sealed class Sender
{
    private readonly string[] _domains;

    private Sender(EmailAddress address, string[] domains)
    {
        Address = address;
        _domains = domains;
    }

    public EmailAddress Address { get; }

    /// <summary>Reads <c>fromAddress</c>, <c>fromName</c> and <c>allowedFromDomains</c>.</summary>
    public static Sender Read(ConfigReader config) =>
        Create(new EmailAddress(config.RequiredText("fromAddress"), config.Text("fromName")), config.Texts("allowedFromDomains"));

    /// <summary>Checks address and domains.</summary>
    /// <exception cref="ProviderConfigException">One of them is not valid.</exception>
    public static Sender Create(EmailAddress address, IReadOnlyList<string> allowedDomains)
    {
        try
        {
            var own = address.ToMailbox("fromAddress").Domain;
            return new Sender(address, [own, .. allowedDomains.Select((domain, i) => new EmailAddress("x@" + domain).ToMailbox($"allowedFromDomains[{i}]").Domain)]);
        }
        catch (EmailMessageException refused)
        {
            throw new ProviderConfigException(refused.Field.Replace(".address", "", StringComparison.Ordinal), refused.Reason);
        }
    }

    /// <summary>The From of a message.</summary>
    /// <exception cref="EmailMessageException">The message asks for a domain that is not allowed.</exception>
    public EmailAddress For(EmailMessage message)
    {
        if (message.From is not { } asked) return Address;
        Allow(asked, "from");
        return asked;
    }

    /// <summary>The reverse-path that a message asks for; <see langword="null"/> where it asks for none.</summary>
    /// <exception cref="EmailMessageException">It is of a domain that is not allowed: bounces would go to others.</exception>
    public Mailbox? ReversePathFor(EmailMessage message) => message.EnvelopeSender is { } asked ? Allow(asked, "envelopeSender") : null;

    /// <summary>Whether the row allows a domain.</summary>
    public bool Allows(Mailbox mailbox) => Array.Exists(_domains, allowed => allowed.Equals(mailbox.Domain, StringComparison.OrdinalIgnoreCase));

    private Mailbox Allow(EmailAddress asked, string field)
    {
        var mailbox = asked.ToMailbox(field);
        return Allows(mailbox)
            ? mailbox
            : throw new EmailMessageException($"{field}.address", "is of a domain that this provider's settings do not allow (allowedFromDomains)");
    }

    /// <summary>Writes what <see cref="Read"/> reads.</summary>
    public static void Write(Utf8JsonWriter json, EmailAddress address, IReadOnlyList<string> domains)
    {
        json.WriteString("fromAddress", address.Address);
        if (address.Name is not null) json.WriteString("fromName", address.Name);
        if (domains.Count == 0) return;
        json.WriteStartArray("allowedFromDomains");
        foreach (var domain in domains) json.WriteStringValue(domain);
        json.WriteEndArray();
    }
}
