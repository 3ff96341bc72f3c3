using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Cli.Importing;

/// <summary>Makes definitions of an environment file: one of all <c>SMTP_*</c>, one of all <c>SENDGRID_*</c>.</summary>
internal static class EnvDefinitions
{
    private const string Smtp = "SMTP_";
    private const string SendGrid = "SENDGRID_";
    private const string PerHour = "MAX_EMAILS_PER_HOUR";

    public static IReadOnlyList<Definition> Of(IReadOnlyList<EnvEntry> entries, ImportNotes notes)
    {
        var smtp = Settings(entries, Smtp, notes);
        var sendGrid = Settings(entries, SendGrid, notes);
        foreach (var entry in entries.Where(entry => !IsOwn(entry.Name))) notes.Drop(entry.Name, "it begins with neither SMTP_ nor SENDGRID_");

        // A sender or a limit alone is no server's: it is that of the SendGrid account. One beside a server is both accounts'.
        var isServer = sendGrid.Count == 0 ? smtp.Count > 0 : smtp.Exists(setting => !IsOfAny(setting));
        if (sendGrid.Count > 0 && !sendGrid.Exists(IsSender)) sendGrid.AddRange(smtp.Where(setting => !isServer || IsSender(setting)));
        var found = new List<Definition>();
        if (isServer) found.Add(new Definition("", smtp) { Provider = ProviderWords.Smtp, Prefix = Smtp });
        if (sendGrid.Count > 0) found.Add(new Definition("", sendGrid) { Provider = ProviderWords.SendGrid, Prefix = SendGrid });
        return found;
    }

    private static List<Setting> Settings(IReadOnlyList<EnvEntry> entries, string prefix, ImportNotes notes)
    {
        var settings = new List<Setting>();
        for (var i = 0; i < entries.Count; i++)
        {
            var name = NameOf(entries[i].Name, prefix);
            if (name is null) continue;
            if (entries.Take(i).Any(earlier => earlier.Name == entries[i].Name)) notes.Refuse(entries[i].Name, "stands twice: leave one of them");
            else settings.Add(new Setting(entries[i].Name, name) { Text = ValueOf(entries, i, out var problem), Problem = problem });
        }

        return settings;
    }

    private static string? NameOf(string variable, string prefix)
    {
        if (variable == PerHour) return prefix == Smtp ? DefinitionFinder.Normal(variable) : null;
        return variable.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? DefinitionFinder.Normal(variable[prefix.Length..]) : null;
    }

    private static bool IsOwn(string variable) => NameOf(variable, Smtp) is not null || NameOf(variable, SendGrid) is not null;

    private static bool IsSender(Setting setting) => setting.Name.StartsWith("from", StringComparison.Ordinal) || setting.Name.StartsWith("sender", StringComparison.Ordinal);

    private static bool IsOfAny(Setting setting) => IsSender(setting) || setting.Name is "tenant" or "maxemailsperhour";

    // A reference means what stands above it in the file, else the environment.
    private static string? ValueOf(IReadOnlyList<EnvEntry> entries, int at, out string? problem)
    {
        problem = null;
        return entries[at].IsLiteral ? entries[at].Value : References.Resolve(entries[at].Value, name => LookUp(entries, at, name), out problem);
    }

    private static string? LookUp(IReadOnlyList<EnvEntry> entries, int before, string name)
    {
        for (var i = before - 1; i >= 0; i--)
        {
            if (entries[i].Name == name) return ValueOf(entries, i, out _);
        }

        return Environment.GetEnvironmentVariable(name);
    }
}
