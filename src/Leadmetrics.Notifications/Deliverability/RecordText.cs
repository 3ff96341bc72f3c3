using System.Text;

namespace Leadmetrics.Notifications.Deliverability;

/// <summary>Makes what strangers wrote into DNS fit to be kept and shown.</summary>
internal static class RecordText
{
    public const int MaxRecord = 1000;
    public const int MaxDetail = 200;

    /// <summary>Printable ASCII alone, all else a question mark; cut where it is too long.</summary>
    public static string Clean(string text, int max)
    {
        var result = new StringBuilder(Math.Min(text.Length, max));
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, max))) result.Append(c is >= ' ' and <= '~' ? c : '?');
        return text.Length > max ? result.Append("...").ToString() : result.ToString();
    }
}
