using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Showing;
using Leadmetrics.Notifications.Tenancy.Suppressing;

namespace Leadmetrics.Notifications.Cli.Suppressing;

/// <summary>Shows entries of a suppression list.</summary>
internal static class SuppressionView
{
    public static void Show(Terminal terminal, TenantId tenant, IReadOnlyList<Suppression> entries)
    {
        if (entries.Count == 0)
        {
            terminal.Say($"Nobody is on {tenant}'s suppression list, or nobody that was asked for.");
            return;
        }

        var listing = new Listing("ADDRESS", "REASON", "MAIL", "SINCE", "UNTIL", "NOTE");
        foreach (var entry in entries) listing.Add(entry.Address, Word(entry.Reason), Word(entry.Scope), Words.Of(entry.CreatedAt, ""), Words.Of(entry.ExpiresAt, "for good"), entry.Note ?? "");
        terminal.Show(listing);
    }

    public static JsonObject ToJson(Suppression entry) => new()
    {
        ["address"] = entry.Address,
        ["reason"] = Words.Of(entry.Reason),
        ["scope"] = Words.Of(entry.Scope),
        ["createdAt"] = Words.Iso(entry.CreatedAt),
        ["expiresAt"] = Words.Iso(entry.ExpiresAt),
        ["messageId"] = entry.MessageId,
        ["note"] = entry.Note,
    };

    public static string Word(SuppressionReason reason) => reason switch
    {
        SuppressionReason.HardBounce => "hard-bounce",
        SuppressionReason.Complaint => "complaint",
        SuppressionReason.Unsubscribe => "unsubscribe",
        _ => "manual",
    };

    public static string Word(SuppressionScope scope) => scope == SuppressionScope.All ? "all" : "bulk";
}
