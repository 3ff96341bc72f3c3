using System.CommandLine;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Cli.Showing;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Cli.Rows;

/// <summary><c>lmn provider test</c>.</summary>
internal static class TestVerb
{
    public static Command Create() =>
        RowVerb.Create("test", "Connects and authenticates with a provider's settings, and sends no mail. Passed, the provider serves from now on.", RunAsync);

    private static async Task<ExitCode> RunAsync(VerbRun run, ITenantProviders providers, TenantId tenant, Guid id, CancellationToken cancellationToken)
    {
        var result = await run.Terminal.WhileAsync("Testing the provider", () => providers.TestAsync(tenant, id, cancellationToken));
        ReportView.Show(run.Terminal, result.Report, $"{result.Provider.Provider} {id}");
        if (result.Verified) run.Terminal.Say($"Verified {Words.Of(result.Provider.VerifiedAt, "")}{(result.Provider.Enabled ? "" : "; it is disabled: lmn provider enable switches it on")}.");
        run.Terminal.Result(new JsonObject { ["verified"] = result.Verified, ["report"] = ReportView.ToJson(result.Report), ["provider"] = ProviderViewing.ToJson(tenant, result.Provider) });
        return result.Report.Failure is { } failure ? Verdict.Of(failure) : ExitCode.Done;
    }
}
