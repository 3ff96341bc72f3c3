using System.Diagnostics;
using System.Globalization;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Cli.Tests;

public sealed class ProbeTests : IDisposable
{
    private readonly Lmn _lmn = new();

    public void Dispose() => _lmn.Dispose();

    [Fact]
    public async Task Stages_are_told_in_order_and_nothing_is_sent()
    {
        await using var server = Start(options => options.Users["u"] = "s3cr3t-pass");
        _lmn.Plant("PASS", "s3cr3t-pass");
        var result = await _lmn.DoneAsync([.. Probe(server), "--ca", Authority(), "--user", "u", "--pass-env", "PASS", "--json"]);
        Assert.Equal(
            ["policy passed", "dns passed", "connect passed", "greeting passed", "tls passed", "ehlo passed", "auth passed", "sender notProvable"],
            result.Json["stages"]!.AsArray().Select(stage => $"{stage!["stage"]} {stage["outcome"]}"));
        Assert.True((bool)result.Json["passed"]!);
        Assert.DoesNotContain(server.Commands, command => command.Verb == "MAIL");
    }

    [Fact]
    public async Task People_read_a_list_with_times()
    {
        await using var server = Start();
        var result = await _lmn.DoneAsync([.. Probe(server), "--ca", Authority()]);
        Assert.Matches(@"TLS +passed +\d+\.\d ms +protocol: ", result.Output);
        Assert.Contains("Passed. No mail was sent.", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_password_ends_with_1_and_one_remedy()
    {
        await using var server = Start(options => options.Users["u"] = "right");
        _lmn.Plant("PASS", "wr0ng-pass");
        var result = (await _lmn.RunAsync([.. Probe(server), "--ca", Authority(), "--user", "u", "--pass-env", "PASS", "--json"])).Ends(1);
        Assert.Equal("authentication", (string?)result.Json["failure"]!["kind"]);
        Assert.Equal("wrong-credentials", (string?)result.Json["failure"]!["remedy"]!["code"]);
    }

    [Fact]
    public async Task Password_may_come_from_standard_input()
    {
        await using var server = Start(options => options.Users["u"] = "from input");
        (await _lmn.RunAsync([.. Probe(server), "--ca", Authority(), "--user", "u", "--pass-stdin"], "from input\n")).Ends(0);
    }

    [Fact]
    public async Task Token_authenticates_by_xoauth2()
    {
        await using var server = Start(options =>
        {
            options.Capabilities.Auth.Add("XOAUTH2");
            options.Tokens["u"] = "t0ken-planted";
        });
        _lmn.Plant("TOKEN", "t0ken-planted");
        var result = await _lmn.DoneAsync([.. Probe(server), "--ca", Authority(), "--user", "u", "--token-env", "TOKEN", "--json"]);
        Assert.Contains(result.Json["stages"]!.AsArray(), stage => (string?)stage!["facts"]!["mechanism"] == "XOAUTH2");
    }

    [Fact]
    public async Task Unknown_issuer_fails_unless_any_certificate_is_taken()
    {
        await using var server = Start();
        var refused = (await _lmn.RunAsync([.. Probe(server), "--json"])).Ends(1);
        Assert.Equal("certificate-untrusted", (string?)refused.Json["failure"]!["remedy"]!["code"]);
        await _lmn.DoneAsync([.. Probe(server), "--insecure-cert"]);
    }

    [Fact]
    public async Task Implicit_and_no_tls_are_spoken_on_demand()
    {
        await using var smtps = Start(options => options.Tls = ScriptedTls.Implicit);
        await _lmn.DoneAsync([.. Probe(smtps), "--ca", Authority(), "--tls", "implicit"]);
        await using var clear = ScriptedSmtpServer.Start();
        await _lmn.DoneAsync([.. Probe(clear), "--tls", "none"]);
        (await _lmn.RunAsync([.. Probe(clear)])).Ends(1);
    }

    [Fact]
    public async Task Private_address_needs_a_word_and_is_not_called_without_it()
    {
        await using var server = Start();
        (await _lmn.RunAsync("smtp", "probe", "--host", server.Host, "--port", $"{server.Port}")).Ends(3).Complains("--allow-private permits it");
        Assert.Empty(server.Connections);
    }

    [Fact]
    public async Task Closed_port_ends_with_1_and_says_refused()
    {
        int port;
        await using (var server = Start()) port = server.Port;
        var result = (await _lmn.RunAsync("smtp", "probe", "--host", "127.0.0.1", "--port", $"{port}", "--allow-private")).Ends(1);
        Assert.Contains("Connection refused.", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("587 and 465 are the usual ports.", result.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--host", "--host", "127.1")]
    [InlineData("--host", "--host", "a b.example")]
    [InlineData("--host", "--host", "a b.example", "--tls", "none")]
    [InlineData("--host", "--host", "a b.example", "--allow-private")]
    [InlineData("--host", "--host", "https://mail.example")]
    [InlineData("--ehlo", "--host", "mail.example", "--ehlo", "not a name")]
    [InlineData("--pass-env", "--host", "mail.example", "--user", "u")]
    [InlineData("--pass-env", "--host", "mail.example", "--user", "u", "--pass-env", "NOT_SET")]
    [InlineData("--ca", "--host", "mail.example", "--ca", "/no/such/file.pem")]
    public async Task Wrong_settings_are_named_and_end_with_3(string option, params string[] options)
    {
        var result = (await _lmn.RunAsync(["smtp", "probe", .. options, "--json"])).Ends(3).Complains(option);
        Assert.Equal(option, (string?)result.Json["error"]!["field"]);
    }

    [Fact]
    public async Task Control_c_ends_a_probe_that_waits()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows sends no SIGINT to one process.");
        await using var server = Start();
        server.At(SmtpPoint.Greeting, SmtpFault.Silence);
        using var process = _lmn.Start([.. Probe(server), "--ca", Authority()]);
        await server.WaitForConnectionsAsync(1, Lmn.Cancel);
        using (var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync(Lmn.Cancel);
        await process.WaitForExitAsync(Lmn.Cancel);
        Assert.Equal(1, process.ExitCode);
        Assert.Contains("Cancelled", await process.StandardError.ReadToEndAsync(Lmn.Cancel), StringComparison.Ordinal);
    }

    private static ScriptedSmtpServer Start(Action<ScriptedSmtpServerOptions>? configure = null) => ScriptedSmtpServer.Start(options =>
    {
        options.Tls = ScriptedTls.StartTls;
        options.Capabilities.Auth.Add("PLAIN");
        configure?.Invoke(options);
    });

    private static string[] Probe(ScriptedSmtpServer server) => ["smtp", "probe", "--host", server.Host, "--port", $"{server.Port}", "--allow-private"];

    private string Authority() => _lmn.File("ca.pem", TestCertificates.Shared.AuthorityPem);
}
