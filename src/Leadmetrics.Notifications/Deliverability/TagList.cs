using System.Diagnostics.CodeAnalysis;

namespace Leadmetrics.Notifications.Deliverability;

/// <summary>A list of <c>tag=value</c> (RFC 6376 section 3.2), as DKIM keys and DMARC policies are written. Pure.</summary>
internal sealed class TagList
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>The first tag's name.</summary>
    public string? First { get; private set; }

    /// <summary>The value without the white space around it; <see langword="null"/>: the tag is not there.</summary>
    public string? this[string tag] => _values.GetValueOrDefault(tag);

    /// <summary>Reads a list.</summary>
    /// <param name="text">The record.</param>
    /// <param name="tags">The tags.</param>
    /// <param name="wrong">The part that is none, or stands twice.</param>
    public static bool TryRead(string text, [NotNullWhen(true)] out TagList? tags, [NotNullWhen(false)] out string? wrong)
    {
        (tags, wrong) = (new TagList(), null);
        var parts = text.Split(';');
        for (var i = 0; i < parts.Length; i++)
        {
            var part = parts[i].Trim();

            // A semicolon may stand at the end.
            if (part.Length == 0 && i == parts.Length - 1 && i > 0) break;
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? "" : part[..equals].TrimEnd();
            if (!IsTag(name) || !tags._values.TryAdd(name, part[(equals + 1)..].TrimStart()))
            {
                (tags, wrong) = (null, part.Length == 0 ? ";;" : part);
                return false;
            }

            tags.First ??= name;
        }

        return true;
    }

    private static bool IsTag(string name) => name.Length > 0 && char.IsAsciiLetter(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
