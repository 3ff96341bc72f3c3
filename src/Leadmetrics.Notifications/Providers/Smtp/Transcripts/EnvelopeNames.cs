using System.Text;

namespace Leadmetrics.Notifications.Providers.Smtp.Transcripts;

/// <summary>The local parts of the envelope that is under way and of the one before it, each in the forms in which a server may repeat it. Not safe for concurrent use.</summary>
/// <remarks>
/// The commands of an envelope are sent before the first of them is answered, so all its names count, and the next envelope may begin before the last one is answered.
/// Where there are more than can be remembered, no reply's words can be trusted: <see cref="IsFull"/>.
/// </remarks>
internal sealed class EnvelopeNames
{
    /// <summary>How many forms of names one envelope may have; beyond, none is added.</summary>
    public const int MaxNames = 1000;

    private readonly Dictionary<string, bool> _names = new(StringComparer.OrdinalIgnoreCase);
    private string[]? _longestFirst;
    private bool _isFullBefore;
    private bool _isFullNow;
    private int _now;

    /// <summary>Whether a name of the envelopes was not remembered.</summary>
    public bool IsFull => _isFullBefore || _isFullNow;

    /// <summary>The longest first: a name may hold another one.</summary>
    public IReadOnlyList<string> LongestFirst => _longestFirst ??= [.. _names.Keys.OrderByDescending(name => name.Length)];

    /// <summary>The next envelope begins: that before the last one is forgotten.</summary>
    public void Begin()
    {
        foreach (var (name, isNow) in _names.ToArray())
        {
            if (isNow) _names[name] = false;
            else _names.Remove(name);
        }

        (_isFullBefore, _isFullNow, _now) = (_isFullNow, false, 0);
        _longestFirst = null;
    }

    /// <summary>Adds a local part as it stands in a path, quotes and all.</summary>
    public void Add(string local)
    {
        Put(local);
        if (local is ['"', .., '"'] && local.Length > 2)
        {
            // As it stands between the quotes, and as it is meant.
            local = local[1..^1];
            Put(local);
            local = Unescaped(local);
            Put(local);
        }

        // RFC 5233: whoever has bob+lists is bob.
        if (local.IndexOf('+', StringComparison.Ordinal) is > 0 and var detail) Put(local[..detail]);
    }

    private static string Unescaped(string quoted)
    {
        if (!quoted.Contains('\\', StringComparison.Ordinal)) return quoted;
        var text = new StringBuilder(quoted.Length);
        for (var i = 0; i < quoted.Length; i++)
        {
            if (quoted[i] == '\\' && i + 1 < quoted.Length) i++;
            text.Append(quoted[i]);
        }

        return text.ToString();
    }

    private void Put(string name)
    {
        if (name.AsSpan().Trim().IsEmpty) return;
        if (_names.TryGetValue(name, out var isNow) && isNow) return;
        if (_now == MaxNames)
        {
            _isFullNow = true;
            return;
        }

        _now++;
        _names[name] = true;
        _longestFirst = null;
    }
}
