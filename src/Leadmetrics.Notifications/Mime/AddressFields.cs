using System.Buffers;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Mime;

/// <summary>Address lists (RFC 5322 section 3.4). The mailbox is the one that the envelope carries; only names are ever encoded, and a local part beyond ASCII is UTF-8 (RFC 6532).</summary>
internal static class AddressFields
{
    private const int MaxQuoted = 60;

    private static readonly SearchValues<char> AtomText =
        SearchValues.Create("!#$%&'*+-/=?^_`{|}~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Writes the list behind <c>Name:</c>, and the end of the line.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="addresses">The addresses.</param>
    /// <param name="field">The field that an error names.</param>
    public static void Write(HeaderBuffer output, IReadOnlyList<EmailAddress> addresses, string field)
    {
        for (var i = 0; i < addresses.Count; i++)
        {
            if (i > 0) output.Write((byte)',');
            WriteOne(output, addresses[i], field);
        }

        output.EndLine();
    }

    /// <summary>Writes one address behind <c>Name:</c>, and the end of the line.</summary>
    public static void Write(HeaderBuffer output, EmailAddress address, string field)
    {
        WriteOne(output, address, field);
        output.EndLine();
    }

    private static void WriteOne(HeaderBuffer output, EmailAddress address, string field)
    {
        var mailbox = address.ToMailbox(field);
        var inBrackets = NeedsBrackets(mailbox);
        if (address.Name is { Length: > 0 } name)
        {
            WriteName(output, name);
            inBrackets = true;
        }

        output.SeparateWhole(mailbox.LocalPart.Length + mailbox.Domain.Length + (inBrackets ? 4 : 2)); // at sign, brackets, comma
        if (inBrackets) output.Write((byte)'<');
        if (mailbox.RequiresSmtpUtf8) output.WriteUtf8(mailbox.LocalPart);
        else output.Write(mailbox.LocalPart);
        output.Write((byte)'@');
        output.Write(mailbox.Domain);
        if (inBrackets) output.Write((byte)'>');
    }

    // Bare, some readers take the quotes for those of a name, and the colon of an IPv6 literal for that of a group.
    private static bool NeedsBrackets(Mailbox mailbox) => mailbox.LocalPart.StartsWith('"') || mailbox.Domain.Contains(':', StringComparison.Ordinal);

    private static void WriteName(HeaderBuffer output, string name)
    {
        // Space at an end, and more than one in a row, get lost on the way in atoms and with some readers in quoted strings too.
        if (QuotedLength(name) > MaxQuoted || !HeaderText.IsPlain(name) || name[0] == ' ' || name[^1] == ' ' || name.Contains("  ", StringComparison.Ordinal))
        {
            EncodedWords.Write(output, name);
        }
        else if (IsAtoms(name))
        {
            output.Separate(name.Length);
            output.Write(name);
        }
        else
        {
            output.Separate(QuotedLength(name));
            WriteQuoted(output, name);
        }
    }

    /// <summary>Writes printable ASCII as a quoted-string.</summary>
    public static void WriteQuoted(HeaderBuffer output, ReadOnlySpan<char> text)
    {
        output.Write((byte)'"');
        foreach (var c in text)
        {
            if (c is '"' or '\\') output.Write((byte)'\\');
            output.Write((byte)c);
        }

        output.Write((byte)'"');
    }

    private static bool IsAtoms(string name)
    {
        foreach (var range in name.AsSpan().Split(' '))
        {
            if (name.AsSpan(range).IndexOfAnyExcept(AtomText) >= 0) return false;
        }

        return true;
    }

    private static int QuotedLength(ReadOnlySpan<char> text) => text.Length + 2 + text.Count('"') + text.Count('\\');
}
