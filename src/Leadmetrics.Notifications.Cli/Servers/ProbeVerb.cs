using System.CommandLine;
using Leadmetrics.Notifications.Cli.Arguments;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Cli.Showing;
using Leadmetrics.Notifications.Diagnosis;

namespace Leadmetrics.Notifications.Cli.Servers;

/// <summary><c>lmn smtp probe</c>.</summary>
internal static class ProbeVerb
{
    // No mail is sent, so nobody reads it; settings have a sender all the same.
    private static readonly EmailAddress Nobody = new("lmn@probe.invalid");

    public static Command Create()
    {
        var server = new ServerOptions();
        var command = new Command("probe", "Connects, speaks TLS and authenticates, and tells each stage. Sends no mail.");
        server.AddTo(command);
        return VerbRun.Of(command, async (run, cancellationToken) => await RunAsync(run, await server.ReadAsync(run, cancellationToken), cancellationToken));
    }

    private static async Task<ExitCode> RunAsync(VerbRun run, ServerChoice choice, CancellationToken cancellationToken)
    {
        await using var server = await TypedServer.OpenAsync(choice, Nobody, cancellationToken);
        var report = await VerifyAsync(server, cancellationToken);
        ReportView.Show(run.Terminal, report);
        run.Terminal.Result(ReportView.ToJson(report));
        return report.Failure is { } failure ? Verdict.Of(failure) : ExitCode.Done;
    }

    private static async Task<VerificationReport> VerifyAsync(TypedServer server, CancellationToken cancellationToken)
    {
        try
        {
            return await server.Provider.VerifyAsync(cancellationToken);
        }
        catch (EmailVerificationException failed)
        {
            return failed.Report;
        }
    }
}
