using System.CommandLine;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Arguments;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Tenancy.Suppressing;

namespace Leadmetrics.Notifications.Cli.Suppressing;

/// <summary><c>lmn suppression add</c>.</summary>
internal static class SuppressionAddVerb
{
    private const int MaxNote = 200;

    public static Command Create()
    {
        var address = SuppressionVerb.AddressOption();
        var reason = SuppressionVerb.ReasonOption("Why; manual where it is not said.");
        var scope = OneOf.Option("--scope", "Which mail it gets no more; all where it is not said.", "all", "bulk");
        var days = WholeNumber.Option("--days", 1, 3650, "How long; for good where it is not said.");
        var note = new Option<string?>("--note") { Description = "Why, in words.", HelpName = "TEXT" };
        var command = new Command("add", "Puts an address on a tenant's suppression list, or changes its entry of that reason.") { reason, scope, days, note };
        address.AddTo(command);
        return SuppressionVerb.Of(command, async (run, list, tenant, cancellationToken) =>
        {
            var recipient = SuppressionVerb.Required(address, run);
            if (run.Get(note) is { Length: > MaxNote }) throw Refusal.Usage("--note", $"is longer than {MaxNote} characters.");
            var draft = new SuppressionDraft
            {
                Reason = SuppressionVerb.ReasonOf(run.Get(reason)) ?? SuppressionReason.Manual,
                Scope = run.Get(scope) == "bulk" ? SuppressionScope.Bulk : SuppressionScope.All,
                ExpiresAt = run.Get(days) is { } count ? TimeProvider.System.GetUtcNow().AddDays(count) : null,
                Note = run.Get(note),
            };
            var entry = await list.AddAsync(tenant, recipient, draft, cancellationToken);
            run.Terminal.Say($"{entry.Address} gets no more {(entry.Scope == SuppressionScope.All ? "mail" : "bulk mail")} of {tenant}'s.");
            run.Terminal.Result(new JsonObject { ["suppression"] = SuppressionView.ToJson(entry) });
            return ExitCode.Done;
        });
    }
}
