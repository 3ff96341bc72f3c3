using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications;

/// <summary>An address and the name to show with it.</summary>
/// <remarks>Nothing is checked here, so that an error can name the field of the message that the address stands in; <see cref="ToMailbox"/> checks.</remarks>
public sealed record EmailAddress
{
    // More than any form of a valid address needs. Unicode's normalisation takes quadratic time over long runs of accents, so it never sees one.
    private const int MaxGiven = 2048;

    // One mapping a process would need a lock: IdnMapping is not documented as thread-safe. Only IDN domains come here.
    private static readonly ThreadLocal<IdnMapping> Idn = new(() => new IdnMapping { UseStd3AsciiRules = true, AllowUnassigned = false });

    private Mailbox? _mailbox;

    /// <summary>Makes an address.</summary>
    /// <param name="address">For example <c>jane@example.com</c>.</param>
    /// <param name="name">The name to show, or <see langword="null"/>.</param>
    public EmailAddress(string address, string? name = null)
    {
        Address = address;
        Name = name;
    }

    /// <summary>For example <c>jane@example.com</c>; an internationalised domain may be given in its own script.</summary>
    public string Address { get; }

    /// <summary>The name to show, or <see langword="null"/>.</summary>
    public string? Name { get; }

    /// <summary>Whether a local part in quotes is taken, such as <c>"jane doe"@example.com</c> (RFC 5321 section 4.1.2); it is quoted anew, and only where it has to be.</summary>
    /// <value><see langword="false"/>: many servers and programs get them wrong.</value>
    public bool AllowQuotedLocalPart
    {
        get;
        init
        {
            field = value;
            _mailbox = null;
        }
    }

    /// <summary>Reads <c>jane@example.com</c> or <c>Jane Doe &lt;jane@example.com&gt;</c>: one address, never a list.</summary>
    /// <param name="text">The text.</param>
    /// <param name="address">The address read; it still has to pass <see cref="ToMailbox"/>.</param>
    /// <returns><see langword="false"/> where the angle brackets do not match, or nothing stands between them.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out EmailAddress? address)
    {
        address = null;
        var trimmed = text?.Trim();
        if (string.IsNullOrEmpty(trimmed)) return false;
        var open = trimmed.LastIndexOf('<');
        if (open < 0 && !trimmed.Contains('>'))
        {
            address = new EmailAddress(trimmed);
            return true;
        }

        if (open < 0 || trimmed[^1] != '>' || open == trimmed.Length - 2) return false;
        var name = trimmed[..open].Trim();
        if (name is ['"', .., '"'] && name.Length >= 2) name = name[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);
        address = new EmailAddress(trimmed[(open + 1)..^1].Trim(), name.Length == 0 ? null : name);
        return true;
    }

    /// <summary>The mailbox that envelope and header both carry: checked, the domain in its ASCII form, a local part beyond ASCII in Unicode's form C.</summary>
    /// <param name="field">The field that an error names.</param>
    /// <returns>The mailbox.</returns>
    /// <exception cref="EmailMessageException">The address is not one; <see cref="EmailMessageException.Field"/> is <paramref name="field"/> and <c>.address</c>.</exception>
    public Mailbox ToMailbox(string field)
    {
        return TryToMailbox(out var mailbox, out var error) ? mailbox : throw new EmailMessageException($"{field}.address", error);
    }

    /// <summary>The mailbox, or why there is none: a phrase such as "has no domain".</summary>
    internal bool TryToMailbox([NotNullWhen(true)] out Mailbox? mailbox, [NotNullWhen(false)] out string? error)
    {
        error = null;
        mailbox = _mailbox;
        if (mailbox is not null) return true;
        if (Address is { Length: > MaxGiven }) error = "is longer than 254 octets";
        else if (!TryNormalize(Address, out var normal)) error = "has a domain that is not valid";
        else if (!Mailbox.TryCreate(AllowQuotedLocalPart ? LocalParts.Requote(normal) : normal, AllowQuotedLocalPart, out mailbox, out var why)) error = why;

        // Atom text all of it, but some readers decode it where it stands in a header, and show or answer to another address than the envelope's.
        else if (mailbox.LocalPart.Contains("=?", StringComparison.Ordinal)) error = "has a local part that reads as an encoded-word";

        // In quotes they are the local part's, but readers are known that take them for the brackets of the address, and show or answer to another one.
        else if (AllowQuotedLocalPart && mailbox.LocalPart.AsSpan().ContainsAny('<', '>')) error = "has an angle bracket in its local part";
        if (error is not null) return false;
        _mailbox = mailbox;
        return mailbox is not null;
    }

    /// <inheritdoc/>
    public bool Equals(EmailAddress? other) =>
        other is not null
        && string.Equals(Address, other.Address, StringComparison.Ordinal)
        && string.Equals(Name, other.Name, StringComparison.Ordinal)
        && AllowQuotedLocalPart == other.AllowQuotedLocalPart;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Address, Name);

    /// <summary>For people: not a header value.</summary>
    /// <returns>The name and the address in angle brackets, or the address.</returns>
    public override string ToString() => string.IsNullOrEmpty(Name) ? Address : $"{Name} <{Address}>";

    // What comes of it is checked as a mailbox: mappings turn full-width forms and look-alikes into ASCII of any kind.
    private static bool TryNormalize(string? address, [NotNullWhen(true)] out string? normal)
    {
        normal = address ?? "";
        if (Ascii.IsValid(normal)) return true;
        var at = normal.LastIndexOf('@');
        try
        {
            var local = normal[..(at + 1)];
            if (!Ascii.IsValid(local)) local = local.Normalize(NormalizationForm.FormC);
            var domain = normal[(at + 1)..];
            if (at >= 0 && !Ascii.IsValid(domain)) domain = Idn.Value!.GetAscii(domain).ToLowerInvariant();
            normal = local + domain;
            return true;
        }
        catch (ArgumentException)
        {
            // Of a lone surrogate in the local part nothing can be made either: the mailbox's check says so.
            return at >= 0 && Ascii.IsValid(normal.AsSpan(at + 1));
        }
    }
}
