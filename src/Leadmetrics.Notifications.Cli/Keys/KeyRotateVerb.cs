using System.CommandLine;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Databases;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Cli.Showing;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Cli.Keys;

/// <summary><c>lmn key rotate</c>.</summary>
internal static class KeyRotateVerb
{
    private const string Again = "Every provider can be read as before; run it again to go on.";

    public static Command Create()
    {
        var database = new DatabaseOptions();
        var command = new Command(
            "rotate",
            "Brings all providers' settings under LMN_KEY, from LMN_OLD_KEYS (wrapped anew) and LMN_COMPROMISED_KEYS (encrypted anew), while hosts that have these keys go on. Ended midway, it is just run again; ends with 1 where rows were left.");
        database.AddTo(command);
        return VerbRun.Of(command, (run, cancellationToken) => RunAsync(run, database.Read(run), cancellationToken));
    }

    private static async Task<ExitCode> RunAsync(VerbRun run, Database database, CancellationToken cancellationToken)
    {
        await using var host = TenantHost.ForTenants(database);
        var rotation = host.GetRequiredService<IKeyRotation>();
        try
        {
            return Show(run.Terminal, await RowProgress.RunAsync(run.Terminal, progress => rotation.RotateAsync(progress, cancellationToken)));
        }
        catch (OperationCanceledException)
        {
            Terminal.Complain($"Stopped midway. {Again}");
            run.Terminal.Result(new JsonObject { ["error"] = new JsonObject { ["exitCode"] = (int)ExitCode.Failed, ["field"] = null, ["message"] = $"Stopped midway. {Again}" } });
            return ExitCode.Failed;
        }
    }

    private static ExitCode Show(Terminal terminal, RotationResult result)
    {
        terminal.Say($"{Words.Of(result.Rows, "row")}: {result.Rewrapped} rewrapped, {result.Reencrypted} re-encrypted, {result.AlreadyCurrent} under the key {result.KeyId} before, {result.Failed} left.");
        if (result.Failures.Count > 0)
        {
            var listing = new Listing("ID", "REASON");
            foreach (var failure in result.Failures) listing.Add(failure.RowId.ToString(), failure.Reason);
            terminal.Show(listing);
        }

        terminal.Result(new JsonObject
        {
            ["key"] = result.KeyId,
            ["complete"] = result.Complete,
            ["rows"] = result.Rows,
            ["rewrapped"] = result.Rewrapped,
            ["reencrypted"] = result.Reencrypted,
            ["alreadyCurrent"] = result.AlreadyCurrent,
            ["failed"] = result.Failed,
            ["failures"] = new JsonArray([.. result.Failures.Select(failure => new JsonObject { ["id"] = failure.RowId.ToString(), ["reason"] = failure.Reason })]),
        });
        if (result.Failed > result.Failures.Count) Terminal.Complain($"And {result.Failed - result.Failures.Count} more.");
        if (!result.Complete) Terminal.Complain(result.Failed > 0 ? "Keep the older keys until no row is left." : "Each pass found more to do: does a host still seal under another key? Then run it again once it does not.");
        return result.Complete ? ExitCode.Done : ExitCode.Failed;
    }
}
