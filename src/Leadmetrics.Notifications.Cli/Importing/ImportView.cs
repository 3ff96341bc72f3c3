using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Cli.Showing;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Cli.Importing;

/// <summary>Shows what became of a file; no secret in it.</summary>
internal static class ImportView
{
    private const string Masked = "***";

    /// <summary>Nothing was made, and why.</summary>
    public static ExitCode ShowRefused(Terminal terminal, ImportNotes notes)
    {
        Complain("Dropped", notes.Dropped);
        string[] sentences = [.. notes.Refused.Select(note => $"{Terminal.Printable(note.Key)} {note.Word}.")];
        foreach (var sentence in sentences) Terminal.Complain(sentence);
        Terminal.Complain("Nothing was imported.");
        terminal.Result(new JsonObject
        {
            ["error"] = new JsonObject { ["exitCode"] = (int)ExitCode.Configuration, ["field"] = notes.Refused.Count == 1 ? notes.Refused[0].Key : null, ["message"] = string.Join(' ', sentences) },
            ["refused"] = Reasons(notes.Refused),
            ["dropped"] = Reasons(notes.Dropped),
        });
        return ExitCode.Configuration;
    }

    /// <summary>What would be made.</summary>
    public static ExitCode ShowDry(Terminal terminal, IReadOnlyList<(ImportedProvider Provider, ProviderView View)> made, ImportNotes notes)
    {
        foreach (var (provider, view) in made)
        {
            var listing = new Listing("FIELD", "VALUE").Add("provider", view.Provider).Add("priority", $"{view.Priority}").Add("enabled", Words.Of(view.Enabled));
            foreach (var (name, value) in view.Config ?? []) listing.Add(name, Words.Of(value));
            foreach (var secret in provider.Secrets) listing.Add(secret, Masked);
            terminal.Show(listing);
            WarningView.Show(view.Warnings);
        }

        ShowKeys(terminal, notes);
        terminal.Say($"Nothing was stored. Without --dry-run {Words.Of(made.Count, "provider")} would be, unverified: each would need lmn provider test before it sends.");
        terminal.Result(Result(notes, dryRun: true, [.. made.Select(each => ToJson(each.Provider, each.View))]));
        return ExitCode.Done;
    }

    /// <summary>What was made, and what is next.</summary>
    public static ExitCode ShowDone(Terminal terminal, TenantId tenant, IReadOnlyList<ProviderView> rows, ImportNotes notes)
    {
        foreach (var row in rows) ProviderViewing.Show(terminal, tenant, row);
        ShowKeys(terminal, notes);
        foreach (var row in rows) terminal.Say($"{row.Id} is unverified and sends nothing yet. Next: {Next(tenant, row)}");
        var result = Result(notes, dryRun: false, [.. rows.Select(row => ProviderViewing.ToJson(tenant, row))]);
        result["next"] = new JsonArray([.. rows.Select(row => JsonValue.Create(Next(tenant, row)))]);
        terminal.Result(result);
        return ExitCode.Done;
    }

    private static string Next(TenantId tenant, ProviderView row) => $"lmn provider test --tenant {tenant} {row.Id}";

    private static void ShowKeys(Terminal terminal, ImportNotes notes)
    {
        var listing = new Listing("KEY", "BECAME");
        foreach (var note in notes.Mapped) listing.Add(note.Key, note.Word);
        if (notes.Mapped.Count > 0) terminal.Show(listing);
        Complain("Dropped", notes.Dropped);
    }

    private static void Complain(string word, List<KeyNote> notes)
    {
        foreach (var note in notes) Terminal.Complain($"{word} {Terminal.Printable(note.Key)}: {note.Word}.");
    }

    private static JsonObject Result(ImportNotes notes, bool dryRun, JsonNode[] providers) => new()
    {
        ["dryRun"] = dryRun,
        ["providers"] = new JsonArray(providers),
        ["mapped"] = new JsonArray([.. notes.Mapped.Select(note => new JsonObject { ["key"] = note.Key, ["setting"] = note.Word })]),
        ["dropped"] = Reasons(notes.Dropped),
    };

    private static JsonArray Reasons(List<KeyNote> notes) => new([.. notes.Select(note => new JsonObject { ["key"] = note.Key, ["reason"] = note.Word })]);

    // A row that does not exist has no id.
    private static JsonObject ToJson(ImportedProvider provider, ProviderView view)
    {
        var secrets = new JsonObject();
        foreach (var secret in provider.Secrets) secrets[secret] = Masked;
        return new JsonObject
        {
            ["provider"] = view.Provider,
            ["priority"] = view.Priority,
            ["enabled"] = view.Enabled,
            ["config"] = view.Config?.DeepClone(),
            ["secrets"] = secrets,
            ["warnings"] = WarningView.ToJson(view.Warnings),
        };
    }
}
