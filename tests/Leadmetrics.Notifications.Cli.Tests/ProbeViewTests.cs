using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Cli.Tests;

/// <summary>How a probe reads: on a screen, in a pipe, as JSON, and with an envelope.</summary>
public sealed partial class ProbeViewTests : IDisposable
{
    private const string Sentence = "The provider wants an app password instead of the account's own: make one in the account's security settings and enter it.";
    private readonly Lmn _lmn = new();

    public void Dispose() => _lmn.Dispose();

    [Fact]
    public async Task On_a_screen_stages_stand_in_a_table_and_the_one_sentence_in_a_frame_below()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "script(1) makes the screen.");
        await using var server = Start();
        var shown = await OnScreenAsync(90, Probe(server));
        var plain = Escapes().Replace(shown, "");

        Assert.NotEqual(plain, shown);
        Assert.Matches("\u2714 EHLO", plain);
        Assert.Matches("\u2718 AUTH +\u2502 +\\d+\\.\\d ms \u2502 mechanism PLAIN", plain);
        Assert.Contains("What to do", plain, StringComparison.Ordinal);
        Assert.Contains(Sentence, Words().Replace(plain.Replace("\u2502", "", StringComparison.Ordinal), " "), StringComparison.Ordinal);
        Assert.All(plain.Split('\n').Where(line => line.Contains('\u2502')), line => Assert.Equal(90, line.TrimEnd('\r').Length));
    }

    [Fact]
    public async Task In_a_pipe_there_is_no_escape_sequence_and_the_sentence_comes_last()
    {
        await using var server = Start();
        var result = (await _lmn.RunAsync(Probe(server))).Ends(1);

        Assert.DoesNotContain('\u001b', result.Output);
        Assert.EndsWith(Sentence, result.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task JSON_holds_the_same_facts()
    {
        await using var server = Start();
        var pipe = (await _lmn.RunAsync(Probe(server))).Ends(1).Output;
        var json = (await _lmn.RunAsync([.. Probe(server), "--json"])).Ends(1).Json;

        Assert.Equal(("app-password-needed", Sentence), ((string?)json["failure"]!["remedy"]!["code"], (string?)json["failure"]!["remedy"]!["sentence"]));
        foreach (var stage in json["stages"]!.AsArray())
        {
            Assert.Contains((string)stage!["stage"]!, pipe, StringComparison.OrdinalIgnoreCase);
            foreach (var (name, value) in stage["facts"]!.AsObject().Where(fact => fact.Key != "endpoint")) Assert.Contains($"{name}: {value}", pipe, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_envelope_is_tried_and_taken_back()
    {
        await using var server = ScriptedSmtpServer.Start();
        var result = await _lmn.DoneAsync([.. Server(server), "--from", "jane@example.com", "--to", "joe@example.net", "--json"]);

        Assert.Equal(["EHLO", "MAIL", "RCPT", "RSET", "QUIT"], server.Commands.Select(command => command.Verb));
        var sender = result.Json["stages"]!.AsArray()[^1]!;
        Assert.Equal("notProvable", (string?)sender["outcome"]);
        Assert.StartsWith("250 ", (string?)sender["facts"]!["rcpt"], StringComparison.Ordinal);
        Assert.Empty(server.Messages);
    }

    [Fact]
    public async Task A_refused_recipient_ends_with_1_and_its_remedy()
    {
        await using var server = ScriptedSmtpServer.Start(options => options.RecipientReplies["joe@example.net"] = "550 5.7.1 Relaying denied");
        var result = (await _lmn.RunAsync([.. Server(server), "--from", "jane@example.com", "--to", "joe@example.net", "--json"])).Ends(1);

        Assert.Equal("relaying-denied", (string?)result.Json["failure"]!["remedy"]!["code"]);
    }

    [Fact]
    public async Task What_looks_wrong_in_what_was_typed_is_said_before_anything_else()
    {
        await using var server = Start();
        _lmn.Plant("SPACED", " s3cr3t-pass");
        var result = (await _lmn.RunAsync([.. Server(server), "--user", "jane@example.com", "--pass-env", "SPACED", "--json"])).Ends(1).Complains("Warning, pass: ");

        Assert.Equal("password-has-spaces", (string?)result.Json["warnings"]![0]!["code"]);
    }

    [Theory]
    [InlineData("--from", "--from", "nobody")]
    [InlineData("--to", "--from", "jane@example.com", "--to", "joe@@example.net")]
    [InlineData("--from", "--to", "joe@example.net")]
    public async Task Addresses_that_are_none_are_named(string option, params string[] options) =>
        (await _lmn.RunAsync(["smtp", "probe", "--host", "mail.example", .. options])).Ends(2).Complains(option);

    private static ScriptedSmtpServer Start() => ScriptedSmtpServer.Start(options =>
    {
        options.Capabilities.Auth.Add("PLAIN");
        options.AuthenticationFailure = "534 5.7.9 Application-specific password required.";
    });

    private static string[] Server(ScriptedSmtpServer server) => ["smtp", "probe", "--host", server.Host, "--port", $"{server.Port}", "--allow-private", "--tls", "none"];

    private string[] Probe(ScriptedSmtpServer server)
    {
        _lmn.Plant("PASS", "s3cr3t-pass");
        return [.. Server(server), "--user", "jane@example.com", "--pass-env", "PASS"];
    }

    // script(1) gives the verb a terminal of its own, and hands on what it draws.
    private static async Task<string> OnScreenAsync(int columns, string[] arguments)
    {
        var command = $"stty cols {columns}; exec dotnet '{Path.Combine(AppContext.BaseDirectory, "lmn.dll")}' {string.Join(' ', arguments)}";
        var start = new ProcessStartInfo("script", ["-qec", command, "/dev/null"]) { RedirectStandardInput = true, RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 };
        start.Environment["PASS"] = "s3cr3t-pass";
        start.Environment["TERM"] = "xterm-256color";
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var process = Process.Start(start)!;
        var shown = await process.StandardOutput.ReadToEndAsync(Lmn.Cancel);
        await process.WaitForExitAsync(Lmn.Cancel);
        Assert.Equal(1, process.ExitCode);
        Assert.DoesNotContain("s3cr3t-pass", shown, StringComparison.Ordinal);
        return shown;
    }

    [GeneratedRegex(@"\x1b\[[0-9;?]*[A-Za-z]")]
    private static partial Regex Escapes();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Words();
}
