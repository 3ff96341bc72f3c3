using System.CommandLine;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Arguments;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Cli.Showing;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Cli.Rows;

/// <summary><c>lmn provider test</c>.</summary>
internal static class TestVerb
{
    private static readonly AddressOption Recipient = new("--to", "A recipient to try, too, with MAIL and RCPT; nothing is sent.");

    public static Command Create()
    {
        var command = RowVerb.Create("test", "Connects and authenticates with a provider's settings, and sends no mail. Passed, the provider serves from now on.", RunAsync);
        Recipient.AddTo(command);
        return command;
    }

    private static async Task<ExitCode> RunAsync(VerbRun run, ITenantProviders providers, TenantId tenant, Guid id, CancellationToken cancellationToken)
    {
        var recipient = Recipient.Read(run);
        var options = new VerificationOptions { TriesSender = recipient is not null, Recipient = recipient };
        var result = await run.Terminal.WhileAsync("Testing the provider", () => providers.TestAsync(tenant, id, options, cancellationToken));
        ReportView.Show(run.Terminal, result.Report, $"{result.Provider.Provider} {id}");
        if (result.Verified) run.Terminal.Say($"Verified {Words.Of(result.Provider.VerifiedAt, "")}{(result.Provider.Enabled ? "" : "; it is disabled: lmn provider enable switches it on")}.");
        run.Terminal.Result(new JsonObject { ["verified"] = result.Verified, ["report"] = ReportView.ToJson(result.Report), ["provider"] = ProviderViewing.ToJson(tenant, result.Provider) });
        return result.Report.Failure is { } failure ? Verdict.Of(failure) : ExitCode.Done;
    }
}
