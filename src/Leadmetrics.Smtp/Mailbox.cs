using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Leadmetrics.Smtp;

/// <summary>A forward- or reverse-path's mailbox, <c>local-part@domain</c> (RFC 5321 section 4.1.2), that cannot break a command line.</summary>
/// <remarks>The domain is ASCII: IDNA is the caller's. A non-ASCII local part needs SMTPUTF8 (RFC 6531).</remarks>
public sealed record Mailbox
{
    private const int MaxLocalPart = 64;
    private const int MaxAddress = 254;

    private Mailbox(string localPart, string domain)
    {
        LocalPart = localPart;
        Domain = domain;
        RequiresSmtpUtf8 = !Ascii.IsValid(localPart);
    }

    /// <summary>The local part as it goes over the wire: a dot-string, or a quoted string with its quotes. At most 64 octets.</summary>
    public string LocalPart { get; }

    /// <summary>The domain, or an address literal in brackets.</summary>
    public string Domain { get; }

    /// <summary>Whether the local part is not ASCII.</summary>
    public bool RequiresSmtpUtf8 { get; }

    /// <summary>Takes an address apart and checks it.</summary>
    /// <param name="address">For example <c>jane@example.com</c>; no display name, no angle brackets.</param>
    /// <param name="allowQuoted">Whether a quoted local part such as <c>"jane doe"@example.com</c> is taken.</param>
    /// <param name="mailbox">The mailbox.</param>
    /// <param name="error">Why it is refused: a phrase such as "has no domain".</param>
    /// <returns><see langword="false"/> where it is refused.</returns>
    public static bool TryCreate(string? address, bool allowQuoted, [NotNullWhen(true)] out Mailbox? mailbox, [NotNullWhen(false)] out string? error)
    {
        mailbox = null;
        if (string.IsNullOrEmpty(address))
        {
            error = "is empty";
            return false;
        }

        var at = address.LastIndexOf('@');
        error = at < 0 || at == address.Length - 1 ? "has no domain" : at == 0 ? "has no local part" : CheckLocalPart(address.AsSpan(0, at), allowQuoted);
        if (error is not null) return false;

        var domain = address[(at + 1)..];
        if (!DomainGrammar.IsDomain(domain) && !DomainGrammar.IsAddressLiteral(domain)) error = "has a domain that is not valid";
        else if (Encoding.UTF8.GetByteCount(address) > MaxAddress) error = $"is longer than {MaxAddress} octets";
        if (error is not null) return false;

        mailbox = new Mailbox(address[..at], domain);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{LocalPart}@{Domain}";

    private static string? CheckLocalPart(ReadOnlySpan<char> local, bool allowQuoted)
    {
        // UTF-8 takes at most three bytes a UTF-16 unit: past this length the count need not be made.
        if (local.Length > MaxLocalPart || Encoding.UTF8.GetByteCount(local) > MaxLocalPart) return $"has a local part longer than {MaxLocalPart} octets";
        if (local[0] == '"') return allowQuoted ? CheckQuoted(local) : "has a quoted local part";
        var atStart = true;
        for (var i = 0; i < local.Length; i++)
        {
            var c = local[i];
            if (c == '.')
            {
                if (atStart) return "has an empty part before a dot in its local part";
                atStart = true;
                continue;
            }

            atStart = false;
            if (char.IsAscii(c))
            {
                if (!IsAtomText(c)) return "has a character in its local part that is not allowed";
            }
            else if (!IsPrintableNonAscii(local, ref i))
            {
                return "has a character in its local part that is not allowed";
            }
        }

        return atStart ? "has a dot at the end of its local part" : null;
    }

    private static string? CheckQuoted(ReadOnlySpan<char> local)
    {
        if (local.Length < 3 || local[^1] != '"') return "has a quoted local part that does not end";
        for (var i = 1; i < local.Length - 1; i++)
        {
            var c = local[i];
            if (c == '\\')
            {
                if (++i >= local.Length - 1) return "has a quoted local part that does not end";
                c = local[i];
            }
            else if (c == '"')
            {
                return "has a quote inside its quoted local part";
            }

            if (c is < ' ' or > '~') return "has a character in its local part that is not allowed";
        }

        return null;
    }

    private static bool IsAtomText(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~".Contains(c);

    private static bool IsPrintableNonAscii(ReadOnlySpan<char> text, ref int index)
    {
        if (Rune.DecodeFromUtf16(text[index..], out var rune, out var length) != System.Buffers.OperationStatus.Done) return false;
        index += length - 1;
        return Rune.GetUnicodeCategory(rune) is not (System.Globalization.UnicodeCategory.Control
            or System.Globalization.UnicodeCategory.Format
            or System.Globalization.UnicodeCategory.LineSeparator
            or System.Globalization.UnicodeCategory.ParagraphSeparator
            or System.Globalization.UnicodeCategory.SpaceSeparator
            or System.Globalization.UnicodeCategory.Surrogate
            or System.Globalization.UnicodeCategory.PrivateUse
            or System.Globalization.UnicodeCategory.OtherNotAssigned);
    }
}
