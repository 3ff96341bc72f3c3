using System.CommandLine;
using Leadmetrics.Bench.Servers;

namespace Leadmetrics.Bench.Memory;

/// <summary><c>bench memory</c>: how much the process grows while it sends a large attachment.</summary>
internal static class MemoryCommand
{
    public const long UsualAttachment = 100_000_000;

    public static Command Create()
    {
        var attachment = Numbers.Octets("--attachment", UsualAttachment, 1_000_000, 10_000_000_000, "Octets of the attachment.");
        var server = new Option<string>("--server") { DefaultValueFactory = _ => ServerKind.Drain.Word(), Description = "Who takes the mail: sink, postfix, drain." };
        server.AcceptOnlyFromAmong([.. ServerKinds.Words]);
        var noChunking = new Option<bool>("--no-chunking") { Description = "The server does not offer CHUNKING." };
        var command = new Command("memory", "How much the process grows while it sends one message with a large attachment, from a file and from streams.") { attachment, server, noChunking };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var results = await MemoryRun.RunAsync(parsed.GetValue(attachment), ServerKinds.Parse(parsed.GetValue(server)!), !parsed.GetValue(noChunking), Console.Error, cancellationToken);
            Console.Write(MemoryTable.Of(results));
            return 0;
        });
        return command;
    }
}
