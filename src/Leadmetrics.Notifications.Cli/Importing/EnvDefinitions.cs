using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Cli.Importing;

/// <summary>Makes definitions of an environment file: one of all <c>SMTP_*</c>, one of all <c>SENDGRID_*</c>.</summary>
internal static class EnvDefinitions
{
    private const string Smtp = "SMTP_";
    private const string SendGrid = "SENDGRID_";
    private const string PerHour = "MAX_EMAILS_PER_HOUR";
    private const string From = "from";
    private const string FromName = "fromName";

    public static IReadOnlyList<Definition> Of(IReadOnlyList<EnvEntry> entries, ImportNotes notes)
    {
        var variables = Resolved(entries);
        var smtp = Settings(variables, Smtp, notes);
        var sendGrid = Settings(variables, SendGrid, notes);
        foreach (var entry in entries.Where(entry => !IsOwn(entry.Name))) notes.Drop(entry.Name, "it begins with neither SMTP_ nor SENDGRID_");

        // A sender or a limit alone is no server's: it is that of the SendGrid account. A sender beside a server is both accounts'.
        var isServer = sendGrid.Count == 0 ? smtp.Count > 0 : smtp.Exists(setting => !IsOfAny(setting));
        if (sendGrid.Count > 0)
        {
            var (sender, name) = (sendGrid.Find(Gives(From)), sendGrid.Find(Gives(FromName)));
            foreach (var setting in smtp.Where(setting => IsSender(setting) || !isServer))
            {
                var own = Gives(FromName)(setting) ? name ?? sender : sender;
                if (!IsSender(setting) || own is null) sendGrid.Add(setting);
                else if (!isServer) notes.Drop(setting.Key, $"{own.Key} takes its place");
            }
        }

        var found = new List<Definition>();
        if (isServer) found.Add(new Definition("", smtp) { Provider = ProviderWords.Smtp, Prefix = Smtp });
        if (sendGrid.Count > 0) found.Add(new Definition("", sendGrid) { Provider = ProviderWords.SendGrid, Prefix = SendGrid });
        return found;
    }

    private static List<Setting> Settings(IReadOnlyList<Setting> variables, string prefix, ImportNotes notes)
    {
        var settings = new List<Setting>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var variable in variables)
        {
            if (NameOf(variable.Key, prefix) is not { } name) continue;
            if (names.Add(variable.Key)) settings.Add(variable with { Name = name });
            else notes.Refuse(variable.Key, "stands twice: leave one of them");
        }

        return settings;
    }

    private static string? NameOf(string variable, string prefix)
    {
        if (variable == PerHour) return prefix == Smtp ? DefinitionFinder.Normal(variable) : null;
        return variable.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? DefinitionFinder.Normal(variable[prefix.Length..]) : null;
    }

    private static bool IsOwn(string variable) => NameOf(variable, Smtp) is not null || NameOf(variable, SendGrid) is not null;

    private static bool IsSecret(string variable) => (NameOf(variable, Smtp) ?? NameOf(variable, SendGrid)) is { } name && KeyRules.IsSecret(name);

    private static bool IsSender(Setting setting) => KeyRules.MappedBy(setting.Name) is From or FromName;

    private static bool IsOfAny(Setting setting) => IsSender(setting) || setting.Name is "tenant" or "maxemailsperhour";

    // What is empty gives nothing; what cannot be used is refused, and nothing takes its place.
    private static Predicate<Setting> Gives(string word) => setting => KeyRules.MappedBy(setting.Name) == word && (setting.Problem is not null || !string.IsNullOrEmpty(setting.Text));

    // A reference means what stands above it in the file, else the environment.
    private static List<Setting> Resolved(IReadOnlyList<EnvEntry> entries)
    {
        var (above, variables) = (new Dictionary<string, string?>(StringComparer.Ordinal), new List<Setting>());
        foreach (var entry in entries)
        {
            string? problem = null;
            var text = entry.IsLiteral ? entry.Value : References.Resolve(entry.Value, name => above.TryGetValue(name, out var earlier) ? earlier : Environment.GetEnvironmentVariable(name), IsSecret(entry.Name), out problem);
            above[entry.Name] = text;
            variables.Add(new Setting(entry.Name, entry.Name) { Text = text, Problem = problem });
        }

        return variables;
    }
}
