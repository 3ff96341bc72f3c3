using System.CommandLine;

namespace Leadmetrics.Notifications.Cli.Arguments;

/// <summary><c>--json</c>, on every verb.</summary>
internal static class JsonOption
{
    public const string Name = "--json";

    public static Option<bool> Instance { get; } = new(Name) { Description = "One JSON object on standard output, for programs; text for people goes to standard error.", Recursive = true };
}
