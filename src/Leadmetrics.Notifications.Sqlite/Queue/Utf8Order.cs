namespace Leadmetrics.Notifications.Sqlite.Queue;

/// <summary>The order in which the file keeps texts: that of their UTF-8 octets, which is that of code points.</summary>
internal static class Utf8Order
{
    public static int Compare(string one, string other)
    {
        var at = one.AsSpan().CommonPrefixLength(other);
        if (at == one.Length || at == other.Length) return one.Length - other.Length;

        // Surrogates stand for what lies behind all other units.
        var (left, right) = (one[at], other[at]);
        return char.IsSurrogate(left) == char.IsSurrogate(right) ? left - right : char.IsSurrogate(left) ? 1 : -1;
    }
}
