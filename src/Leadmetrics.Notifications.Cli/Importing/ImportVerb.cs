using System.CommandLine;
using Leadmetrics.Notifications.Cli.Arguments;
using Leadmetrics.Notifications.Cli.Databases;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Cli.Importing;

/// <summary><c>lmn import</c>: other programs' definitions of SMTP and SendGrid accounts become rows of a tenant.</summary>
/// <remarks>Everything is read and checked before the first row is added: where one key is refused, nothing is stored.</remarks>
internal static class ImportVerb
{
    public const string Name = "import";

    private const string Description = """
        Makes providers of definitions in YAML, JSON or an environment file, unverified: each takes part once lmn provider test has passed.

        Read are mappings with platform: smtp, provider: email.smtp or transport: smtp; service.email of Argo CD; nodemailer's transport objects;
        SMTP_* and SENDGRID_API_KEY of an environment file. ${NAME} stands for a variable, ${NAME:-default} for a variable that may be missing.
        Each key becomes a setting, or is dropped with its reason, or is refused; then nothing is stored.
        """;

    public static Command Create()
    {
        var file = new Argument<string>(ImportFile.Argument) { Description = "The file; - reads standard input." };
        var tenant = new TenantOption();
        var format = OneOf.Option("--format", "How the file is written, where its name does not tell.", "yaml", "json", "env");
        var from = new Option<string?>("--from") { Description = "The sender, in place of the definition's own: an address, or 'Name <address>'.", HelpName = "ADDRESS" };
        var priority = WholeNumber.Option("--priority", -1_000_000, 1_000_000, "The first one's priority, where the definition says none; those after it follow by one. 0 where it is not given.");
        var disabled = new Option<bool>("--disabled") { Description = "Adds them switched off." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Shows what would be made, secrets masked, and stores nothing. Needs neither database nor key." };
        var database = new DatabaseOptions();
        var command = new Command(Name, Description) { file, format, from, priority, disabled, dryRun };
        tenant.AddTo(command);
        database.AddTo(command);
        return VerbRun.Of(command, async (run, cancellationToken) =>
        {
            var (owner, sender) = (tenant.Read(run), run.Get(from) is { } address ? MessageOptions.Sender(from.Name, address) : null);
            var place = run.Get(dryRun) ? null : database.Read(run);
            var notes = new ImportNotes();
            var definitions = Find(await ImportFile.ReadAsync(run.Arguments.GetValue(file)!, run.Get(format), cancellationToken), notes);
            var drafts = definitions
                .Select(definition => DefinitionReader.Read(definition, sender, notes))
                .Select((provider, i) => (Provider: provider, Draft: provider.ToDraft((run.Get(priority) ?? 0) + i, !run.Get(disabled))))
                .ToArray();

            // What a key is refused for leaves gaps that the library would complain about, too.
            if (notes.Refused.Count == 0) SameAccounts.RefuseWithin([.. drafts.Select(each => each.Provider)], notes);
            var checkedViews = notes.Refused.Count > 0 ? [] : await ImportCheck.RunAsync(owner, drafts, notes, cancellationToken);
            if (notes.Refused.Count > 0) return ImportView.ShowRefused(run.Terminal, notes);
            var made = drafts.Zip(checkedViews, (draft, view) => (draft.Provider, view)).ToArray();
            if (place is null) return ImportView.ShowDry(run.Terminal, made, notes);
            await using var host = TenantHost.ForTenants(place);
            var providers = host.GetRequiredService<ITenantProviders>();
            SameAccounts.RefuseAmong(await providers.ListAsync(owner, cancellationToken), made, notes);
            if (notes.Refused.Count > 0) return ImportView.ShowRefused(run.Terminal, notes);
            var rows = await ImportedRows.AddAsync(providers, owner, drafts.Select(each => each.Draft), cancellationToken);
            return ImportView.ShowDone(run.Terminal, owner, rows, notes);
        });
    }

    private static IReadOnlyList<Definition> Find(ImportFile file, ImportNotes notes)
    {
        var found = file.Format switch
        {
            ImportFormat.Yaml => DefinitionFinder.Find(YamlTree.Read(ImportFile.Argument, file.Text), notes),
            ImportFormat.Json => DefinitionFinder.Find([JsonTree.Read(ImportFile.Argument, file.Text)], notes),
            _ => EnvDefinitions.Of(EnvFile.Read(ImportFile.Argument, file.Text), notes),
        };
        if (found.Count > 0 || notes.Refused.Count > 0) return found;
        throw Refusal.Configuration(ImportFile.Argument, file.Format == ImportFormat.Env
            ? "sets neither an SMTP_ nor a SENDGRID_ variable."
            : "defines no e-mail provider that is known: a mapping with platform: smtp, provider: email.smtp or transport: smtp, or nodemailer's transport object.");
    }
}
