using System.Globalization;
using System.Text;

namespace Leadmetrics.Notifications.Tenancy.Erasing;

/// <summary>Tells whether a text holds a recipient's address, however it is spelt.</summary>
/// <remarks>Compared are all spellings without regard to case: the address as it was given, with its domain in ASCII, and with its domain in its own script.</remarks>
public sealed class RecipientTrace
{
    private static readonly IdnMapping Lenient = new() { UseStd3AsciiRules = false, AllowUnassigned = true };

    private RecipientTrace(IReadOnlyList<string> spellings) => Spellings = spellings;

    /// <summary>The address in its spellings, the one with an ASCII domain first.</summary>
    public IReadOnlyList<string> Spellings { get; }

    /// <summary>Makes the trace of a recipient.</summary>
    /// <param name="recipient">The recipient; its name does not matter.</param>
    /// <returns>The trace.</returns>
    /// <exception cref="EmailMessageException">The address is not one.</exception>
    public static RecipientTrace Of(EmailAddress recipient)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        var mailbox = recipient.ToMailbox("recipient");
        return new RecipientTrace([.. new[] { mailbox.ToString(), $"{mailbox.LocalPart}@{InOwnScript(mailbox.Domain)}", recipient.Address }.Distinct(StringComparer.OrdinalIgnoreCase)]);
    }

    /// <summary>Whether a text holds the address: not as a part of a longer one.</summary>
    /// <param name="text">The text.</param>
    /// <returns><see langword="true"/> where it does.</returns>
    public bool IsIn(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var spelling in Spellings)
        {
            for (var at = text.IndexOf(spelling, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(spelling, at + 1, StringComparison.OrdinalIgnoreCase))
            {
                if (!Continues(text, at - 1, -1) && !Continues(text, at + spelling.Length, 1)) return true;
            }
        }

        return false;
    }

    /// <summary>Whether a text holds the address as it stands, with the escapes of JSON, or percent-encoded as in a link.</summary>
    /// <param name="text">The text.</param>
    /// <returns><see langword="true"/> where it does.</returns>
    public bool IsEncodedIn(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (IsIn(text)) return true;
        if (text.Contains('\\', StringComparison.Ordinal))
        {
            text = Unescape(text);
            if (IsIn(text)) return true;
        }

        return text.Contains('%', StringComparison.Ordinal) && IsIn(Uri.UnescapeDataString(text));
    }

    /// <summary>For logs: no address.</summary>
    /// <returns>The type's name.</returns>
    public override string ToString() => nameof(RecipientTrace);

    // A dot or a hyphen belongs to a longer address only where one goes on behind it: sentences end with dots.
    private static bool Continues(string text, int at, int step)
    {
        if (at < 0 || at >= text.Length) return false;
        if (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '+') return true;
        return text[at] is '.' or '-' && at + step >= 0 && at + step < text.Length && char.IsLetterOrDigit(text[at + step]);
    }

    // Of JSON (RFC 8259, section 7); of what is no escape, as it stands. Characters of control become one that belongs to no address.
    private static string Unescape(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                plain.Append(text[i]);
            }
            else if (text[++i] != 'u')
            {
                plain.Append(text[i] is 'b' or 'f' or 'n' or 'r' or 't' ? ' ' : text[i]);
            }
            else if (i + 4 < text.Length && ushort.TryParse(text.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
            {
                plain.Append((char)unit);
                i += 4;
            }
            else
            {
                plain.Append('u');
            }
        }

        return plain.ToString();
    }

    private static string InOwnScript(string domain)
    {
        try
        {
            lock (Lenient) return Lenient.GetUnicode(domain);
        }
        catch (ArgumentException)
        {
            // An address literal, or a label that begins with xn-- and is none: it has one spelling.
            return domain;
        }
    }
}
