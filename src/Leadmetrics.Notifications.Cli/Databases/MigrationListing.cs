using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Showing;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Cli.Databases;

/// <summary>Shows migrations.</summary>
internal static class MigrationListing
{
    public static void Show(Terminal terminal, IReadOnlyList<MigrationState> states)
    {
        var listing = new Listing("VERSION", "NAME", "APPLIED");
        foreach (var state in states) listing.Add($"{state.Version:0000}", state.Name, Words.Of(state.AppliedAt, "no"));
        terminal.Show(listing);
    }

    public static JsonArray ToJson(IReadOnlyList<MigrationState> states) =>
        new([.. states.Select(state => new JsonObject { ["version"] = state.Version, ["name"] = state.Name, ["appliedAt"] = Words.Iso(state.AppliedAt) })]);
}
