using Leadmetrics.Notifications;
using Quickstart.Inboxes;
using Quickstart.Platform;

namespace Quickstart;

/// <summary>Reads back what arrived and counts it: accepted alone is not delivered here, where one can look.</summary>
internal static class Arrivals
{
    public static async Task<int> ShowAsync(IReadOnlyList<Sent> sendings, Inbox inbox, PlatformAccount platform, CancellationToken cancellationToken)
    {
        var delivered = 0;
        foreach (var sent in sendings.Where(sent => sent.Result.Outcome == SendOutcome.Accepted))
        {
            var bySmtp = sent.Result.Provider == "smtp";
            var arrived = bySmtp ? await inbox.FindAsync(sent.Result.MessageId!, cancellationToken) : platform.Find(sent);
            if (arrived is null)
            {
                Say.Line($"{sent.Tenant}: accepted, but not found at {(bySmtp ? inbox.Description : platform.Description)}");
                continue;
            }

            if (arrived.IsWhole) delivered++;
            Say.Line($"{sent.Tenant}, at {(bySmtp ? inbox.Description : platform.Description)}");
            Say.Line($"  From:     {arrived.From}");
            Say.Line($"  To:       {arrived.To}");
            Say.Line($"  Subject:  {arrived.Subject}");
            foreach (var part in arrived.Parts) Say.Line($"  Part:     {part}");
            if (!arrived.IsWhole) Say.Line("  Not as it was sent: a part is missing, or has another size.");
        }

        return delivered;
    }
}
