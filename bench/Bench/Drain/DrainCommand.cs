using System.CommandLine;

namespace Leadmetrics.Bench.Drain;

/// <summary><c>bench drain</c>: the sink that only drains, on 127.0.0.1; says its port and ends with its standard input.</summary>
internal static class DrainCommand
{
    public const string Name = "drain";

    public static Command Create()
    {
        var chunking = new Option<bool>("--chunking") { Description = "Offers CHUNKING." };
        var command = new Command(Name, "The sink that only drains; prints its port and ends with its standard input.") { chunking };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var sink = new DrainSink(parsed.GetValue(chunking));
            Console.WriteLine(sink.Port);
            await Console.In.ReadToEndAsync(cancellationToken);
            return 0;
        });
        return command;
    }
}
