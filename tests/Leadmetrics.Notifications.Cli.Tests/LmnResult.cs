using System.Text.Json.Nodes;

namespace Leadmetrics.Notifications.Cli.Tests;

/// <summary>What a run of <c>lmn</c> ended with.</summary>
internal sealed record LmnResult(int ExitCode, string Output, string Errors)
{
    public JsonNode Json => JsonNode.Parse(Output)!;

    public LmnResult Ends(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"not {exitCode}: {this}");
        return this;
    }

    public LmnResult Complains(string text)
    {
        Assert.Contains(text, Errors, StringComparison.Ordinal);
        return this;
    }

    public override string ToString() => $"ended with {ExitCode}\n{Output}\n{Errors}";
}
