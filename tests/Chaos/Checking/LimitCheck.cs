using Leadmetrics.Chaos.Sinks;

namespace Leadmetrics.Chaos.Checking;

/// <summary>How many mails a sink took within any window.</summary>
internal static class LimitCheck
{
    /// <summary>The most recipients in any window that begins with a receipt.</summary>
    public static int Most(IEnumerable<Receipt> receipts, TimeSpan window)
    {
        var ordered = receipts.OrderBy(receipt => receipt.At).ToList();
        int most = 0, inside = 0, first = 0;
        foreach (var receipt in ordered)
        {
            inside += receipt.Recipients.Count;
            while (receipt.At - ordered[first].At >= window) inside -= ordered[first++].Recipients.Count;
            most = Math.Max(most, inside);
        }

        return most;
    }
}
