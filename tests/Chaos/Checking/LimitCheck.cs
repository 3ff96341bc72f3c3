using Leadmetrics.Chaos.Sinks;

namespace Leadmetrics.Chaos.Checking;

/// <summary>How many mails a sink took within any window, which a limit holds.</summary>
/// <param name="receipts">What the sink took.</param>
/// <param name="perMinute">How many its tenant may send within a minute.</param>
/// <param name="lease">How long a mail may be on its way: it is counted before it goes.</param>
/// <param name="findings">What should never have been.</param>
internal sealed class LimitCheck(IReadOnlyCollection<Receipt> receipts, int perMinute, TimeSpan lease, Findings findings)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>The most within a minute.</summary>
    public int MostPerMinute => Most(receipts, Minute);

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

    public void Run()
    {
        var window = Minute - lease;
        if (Most(receipts, window) is var most && most > perMinute) findings.Add($"{most} mails arrived within {window.TotalSeconds} s, with a limit of {perMinute} a minute");
    }
}
