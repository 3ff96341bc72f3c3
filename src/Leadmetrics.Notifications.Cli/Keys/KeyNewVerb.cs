using System.CommandLine;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Cli.Showing;
using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Cli.Keys;

/// <summary><c>lmn key new</c>.</summary>
internal static class KeyNewVerb
{
    public static Command Create() => VerbRun.Of(
        new Command("new", "Makes a key that seals providers' settings: 32 random bytes in base64, on standard output alone, for LMN_KEY and Keys:0:Key."),
        (run, _) => Task.FromResult(Run(run)));

    private static ExitCode Run(VerbRun run)
    {
        var key = KeyGenerator.NewKey();
        var id = KeyGenerator.IdOf(key);
        run.Terminal.Result(new JsonObject { ["key"] = key, ["id"] = id });

        // The key itself goes where a shell takes it from, and nowhere else: export LMN_KEY=$(lmn key new)
        if (!run.Terminal.IsJson) run.Terminal.Say(key);
        Terminal.Complain($"Key {id}. Keep it: what is sealed under it can be opened by nothing else.");
        return ExitCode.Done;
    }
}
