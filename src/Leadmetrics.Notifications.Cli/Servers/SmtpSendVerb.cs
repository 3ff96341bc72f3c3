using System.CommandLine;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Arguments;
using Leadmetrics.Notifications.Cli.Mail;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Cli.Showing;
using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Cli.Servers;

/// <summary><c>lmn smtp send</c>: one message, or many of the same.</summary>
internal static class SmtpSendVerb
{
    private const int MostMessages = 10_000_000;
    private const int MostOnOneConnection = 100_000;

    public static Command Create()
    {
        var server = new ServerOptions();
        var from = new Option<string>("--from") { Description = "The sender: an address, or 'Name <address>'.", HelpName = "ADDRESS", Required = true };
        var message = new MessageOptions();
        var count = WholeNumber.Option("--count", 1, MostMessages, "Sends so many messages, each with a Message-ID of its own, and tells the speed.");
        var connections = WholeNumber.Option("--connections", 1, 100, "With --count: how many connections at most; 1 where it is not given.");
        var inFlight = WholeNumber.Option("--in-flight", 1, 64, "With --count: how many whole messages may be on their way over one connection; 1 where it is not given.");
        var command = new Command("send", "Sends a message through an SMTP server.");
        server.AddTo(command);
        command.Add(from);
        message.AddTo(command);
        command.Add(count);
        command.Add(connections);
        command.Add(inFlight);
        return VerbRun.Of(command, async (run, cancellationToken) =>
        {
            var content = message.Read(run);
            var sender = MessageOptions.Sender(from.Name, run.Get(from)!);
            var choice = await server.ReadAsync(run, cancellationToken);
            if (run.Get(count) is not { } messages)
            {
                foreach (var option in new[] { connections, inFlight }.Where(option => run.Get(option) is not null)) throw Refusal.Usage(option.Name, "goes with --count.");
                return await SendOneAsync(run, choice, sender, content, cancellationToken);
            }

            var load = new Load(messages, run.Get(connections) ?? 1, run.Get(inFlight) ?? 1);
            return await SendManyAsync(run, choice, sender, content, load, cancellationToken);
        });
    }

    private static async Task<ExitCode> SendOneAsync(VerbRun run, ServerChoice choice, EmailAddress sender, EmailMessage message, CancellationToken cancellationToken)
    {
        await using var server = await TypedServer.OpenAsync(choice, sender, cancellationToken);
        var result = await Attempt.SendAsync(() => server.Provider.SendAsync(message, server.SenderDomain, run.TimeProvider, cancellationToken));
        SendResultView.Show(run.Terminal, result);
        run.Terminal.Result(SendResultView.ToJson(result));
        return Verdict.Of(result);
    }

    private static async Task<ExitCode> SendManyAsync(VerbRun run, ServerChoice choice, EmailAddress sender, EmailMessage message, Load load, CancellationToken cancellationToken)
    {
        choice.Config["pool"] = new JsonObject { ["maxConnections"] = load.Connections, ["maxInFlight"] = load.InFlight, ["maxMessages"] = MostOnOneConnection };
        await using var server = await TypedServer.OpenAsync(choice, sender, cancellationToken);
        var tally = await load.RunAsync(token => server.Provider.SendAsync(message, server.SenderDomain, run.TimeProvider, token), run.TimeProvider, cancellationToken);
        tally.Show(run.Terminal);
        run.Terminal.Result(tally.ToJson());
        return tally.ExitCode;
    }
}
