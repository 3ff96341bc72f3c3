using System.CommandLine;
using Leadmetrics.Notifications.Cli.Arguments;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Cli.Showing;
using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Cli.Servers;

/// <summary><c>lmn smtp probe</c>.</summary>
internal static class ProbeVerb
{
    // No mail is sent, so nobody reads it; settings have a sender all the same.
    private static readonly EmailAddress Nobody = new("lmn@probe.invalid");

    public static Command Create()
    {
        var server = new ServerOptions();
        var from = new AddressOption("--from", "A sender to try with MAIL; taken back with RSET.");
        var to = new AddressOption("--to", "A recipient to try with RCPT behind it; nothing is sent.");
        var command = new Command("probe", "Connects, speaks TLS and authenticates, and tells each stage with the one thing to do where it fails. Sends no mail.");
        server.AddTo(command);
        from.AddTo(command);
        to.AddTo(command);
        return VerbRun.Of(command, async (run, cancellationToken) =>
        {
            var envelope = (From: from.Read(run), To: to.Read(run));
            if (envelope is { From: null, To: not null }) throw Refusal.Usage("--from", "is missing, but there is a --to.");
            return await RunAsync(run, await server.ReadAsync(run, cancellationToken), envelope.From, envelope.To, cancellationToken);
        });
    }

    private static async Task<ExitCode> RunAsync(VerbRun run, ServerChoice choice, EmailAddress? from, EmailAddress? to, CancellationToken cancellationToken)
    {
        await using var server = await TypedServer.OpenAsync(choice, from ?? Nobody, cancellationToken);
        var options = new VerificationOptions { TriesSender = from is not null, Recipient = to };
        var report = await run.Terminal.WhileAsync($"Probing {choice.Host} port {choice.Port}", () => VerifyAsync(server, options, cancellationToken));
        WarningView.Show(server.Warnings);
        ReportView.Show(run.Terminal, report, $"{choice.Host}:{choice.Port}");
        var json = ReportView.ToJson(report);
        json["warnings"] = WarningView.ToJson(server.Warnings);
        run.Terminal.Result(json);
        return report.Failure is { } failure ? Verdict.Of(failure) : ExitCode.Done;
    }

    private static async Task<VerificationReport> VerifyAsync(TypedServer server, VerificationOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await server.Provider.VerifyAsync(options, cancellationToken);
        }
        catch (EmailVerificationException failed)
        {
            return failed.Report;
        }
    }
}
