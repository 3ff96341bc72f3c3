using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Cli.Tests;

public sealed class ProviderTests : IAsyncLifetime
{
    private readonly Lmn _lmn = new();

    public async ValueTask InitializeAsync() => await _lmn.WithDatabaseAsync();

    public ValueTask DisposeAsync()
    {
        _lmn.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_sender_that_is_no_address_is_a_wrong_argument() =>
        (await _lmn.RunAsync("provider", "add", "--tenant", "acme", "--provider", "smtp", "--host", "smtp.acme.example", "--from", "nonsense")).Ends(2).Complains("--from has no domain.");

    [Fact]
    public async Task Provider_is_added_listed_tested_switched_and_removed()
    {
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Lmn.Cancel);
        _lmn.Plant("PASS", "row-pass-planted");
        var added = (await _lmn.DoneAsync(
            "provider", "add", "--tenant", "acme", "--provider", "smtp", "--host", "localhost", "--port", $"{catcher.Port}", "--user", "u", "--pass-env", "PASS",
            "--from", "Acme <mail@acme.example>", "--priority", "7", "--disabled", "--json")).Json["provider"]!;
        var id = (string)added["id"]!;
        Assert.Equal("false 7 ", $"{added["enabled"]} {added["priority"]} {added["verifiedAt"]}");
        Assert.True((bool)added["hasSecret"]!);
        Assert.Equal("Acme", (string?)added["config"]!["fromName"]);

        Assert.Contains($"{id}  smtp      localhost:{catcher.Port}", (await _lmn.DoneAsync("provider", "list", "--tenant", "acme")).Output, StringComparison.Ordinal);
        Assert.Empty((await _lmn.DoneAsync("provider", "list", "--tenant", "other", "--json")).Json["providers"]!.AsArray());

        var tested = (await _lmn.DoneAsync("provider", "test", "--tenant", "acme", id, "--json")).Json;
        Assert.True((bool)tested["verified"]!);
        Assert.NotNull((string?)tested["provider"]!["verifiedAt"]);
        Assert.Empty(catcher.Messages);

        Assert.True((bool)(await _lmn.DoneAsync("provider", "enable", "--tenant", "acme", id, "--json")).Json["provider"]!["enabled"]!);
        Assert.False((bool)(await _lmn.DoneAsync("provider", "disable", "--tenant", "acme", id, "--json")).Json["provider"]!["enabled"]!);
        Assert.Contains("mail@acme.example", (await _lmn.DoneAsync("provider", "show", "--tenant", "acme", id)).Output, StringComparison.Ordinal);
        (await _lmn.RunAsync("provider", "show", "--tenant", "other", id)).Ends(2).Complains(id);
        await _lmn.DoneAsync("provider", "remove", "--tenant", "acme", id);
        (await _lmn.RunAsync("provider", "remove", "--tenant", "acme", id)).Ends(2);
    }

    [Fact]
    public async Task A_recipient_is_tried_where_asked_and_a_refusal_ends_with_1_and_what_to_do()
    {
        await using var server = ScriptedSmtpServer.Start(options => options.RecipientReplies["joe@example.net"] = "554 5.7.1 <joe@example.net>: Relay access denied");
        var added = (await _lmn.DoneAsync("provider", "add", "--tenant", "acme", "--provider", "smtp", "--host", "localhost", "--port", $"{server.Port}", "--from", "mail@acme.example", "--json")).Json["provider"]!;
        var result = (await _lmn.RunAsync("provider", "test", "--tenant", "acme", (string)added["id"]!, "--to", "joe@example.net", "--json")).Ends(1);

        Assert.Equal("relaying-denied", (string?)result.Json["report"]!["failure"]!["remedy"]!["code"]);
        Assert.EndsWith((string)result.Json["report"]!["failure"]!["remedy"]!["sentence"]!, (string)result.Json["provider"]!["lastError"]!, StringComparison.Ordinal);
        Assert.Empty(server.Messages);
    }

    [Fact]
    public async Task Settings_within_settings_are_shown_on_one_line()
    {
        var file = _lmn.File("transport.json", """{ "host": "localhost", "auth": { "user": "u", "pass": "row-pass-planted" }, "tls": { "servername": "mail.acme.example" }, "fromAddress": "mail@acme.example" }""");

        var added = (await _lmn.DoneAsync("provider", "add", "--tenant", "acme", "--provider", "smtp", "--config-file", file)).Output;

        Assert.Contains("""{"servername":"mail.acme.example"}""", added, StringComparison.Ordinal);
        Assert.DoesNotContain("row-pass-planted", added, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_stands_in_a_file_alone_is_named_as_it_stands_there()
    {
        var file = _lmn.File("row.json", """{ "host": "smtp.acme.example", "fromAddress": "a@acme.example", "tls": { "rejectUnauthorized": false } }""");

        var refused = (await _lmn.RunAsync("provider", "add", "--tenant", "acme", "--provider", "smtp", "--config-file", file)).Ends(3).Complains("tls.rejectUnauthorized");

        // An option of lmn smtp probe, and none of this verb.
        Assert.DoesNotContain("--insecure-cert", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failed_test_ends_with_1_and_stays_as_last_error()
    {
        int port;
        await using (var server = ScriptedSmtpServer.Start()) port = server.Port;
        var id = await AddAsync("--provider", "smtp", "--host", "localhost", "--port", $"{port}", "--from", "a@acme.example");
        var result = (await _lmn.RunAsync("provider", "test", "--tenant", "acme", id)).Ends(1);
        Assert.Contains("Nothing listens on this host and port", result.Output, StringComparison.Ordinal);
        var shown = (await _lmn.DoneAsync("provider", "show", "--tenant", "acme", id, "--json")).Json["provider"]!;
        Assert.StartsWith("Connection refused. Nothing listens on this host and port", (string)shown["lastError"]!, StringComparison.Ordinal);
        Assert.Null(shown["verifiedAt"]);
    }

    [Theory]
    [InlineData("587", "true", "port-speaks-starttls")]
    [InlineData("465", "false", "port-expects-implicit-tls")]
    public async Task Secure_that_does_not_fit_the_port_is_stored_with_a_warning(string port, string secure, string code)
    {
        var result = await _lmn.DoneAsync(
            "provider", "add", "--tenant", "acme", "--provider", "smtp", "--host", "mail.acme.example", "--port", port, "--secure", secure, "--from", "a@acme.example", "--json");
        var warning = Assert.Single(result.Json["provider"]!["warnings"]!.AsArray())!;
        Assert.Equal($"secure {code}", $"{warning["field"]} {warning["code"]}");
        result.Complains((string)warning["sentence"]!);
    }

    [Fact]
    public async Task Settings_come_from_a_file_and_from_standard_input_and_options_win()
    {
        _lmn.Plant("UNUSED", "in-file-planted");
        const string Config = """{"host":"a.example","port":465,"user":"u","pass":"in-file-planted","fromAddress":"a@acme.example"}""";
        var byFile = await AddAsync("--provider", "smtp", "--config-file", _lmn.File("row.json", Config), "--host", "b.example");
        var byInput = (await _lmn.RunAsync(["provider", "add", "--tenant", "acme", "--provider", "smtp", "--config-file", "-", "--json"], Config)).Ends(0).Json["provider"]!;
        Assert.Equal("a.example", (string?)byInput["config"]!["host"]);
        var shown = (await _lmn.DoneAsync("provider", "show", "--tenant", "acme", byFile, "--json")).Json["provider"]!;
        Assert.Equal("b.example 465", $"{shown["config"]!["host"]} {shown["config"]!["port"]}");
    }

    [Theory]
    [InlineData("--provider", "--provider", "pigeon", "--from", "a@acme.example")]
    [InlineData("--host", "--provider", "smtp", "--from", "a@acme.example")]
    [InlineData("--host", "--provider", "smtp", "--host", "10.0.0.1", "--from", "a@acme.example")]
    [InlineData("--port", "--provider", "smtp", "--host", "mail.acme.example", "--port", "0", "--from", "a@acme.example")]
    [InlineData("--port", "--provider", "smtp", "--host", "mail.acme.example", "--port", "70000", "--from", "a@acme.example")]
    [InlineData("--port", "--provider", "smtp", "--host", "mail.acme.example", "--port", "22", "--from", "a@acme.example")]
    [InlineData("--from", "--provider", "smtp", "--host", "mail.acme.example")]
    [InlineData("--from", "--provider", "smtp", "--host", "mail.acme.example", "--from", "acme")]
    [InlineData("--from", "--provider", "smtp", "--host", "mail.acme.example", "--from", "A\r\nB <a@acme.example>")]
    [InlineData("--pass-env", "--provider", "smtp", "--host", "mail.acme.example", "--user", "u", "--from", "a@acme.example")]
    [InlineData("--pass-env", "--provider", "smtp", "--host", "mail.acme.example", "--user", "u", "--pass-env", "NOT_SET", "--from", "a@acme.example")]
    [InlineData("--api-key-env", "--provider", "sendgrid", "--from", "a@acme.example")]
    [InlineData("--config-file", "--provider", "smtp", "--config-file", "no-such.json")]
    public async Task Wrong_provider_is_named_and_not_stored(string option, params string[] provider)
    {
        var result = await _lmn.RunAsync(["provider", "add", "--tenant", "acme", .. provider]);
        Assert.True(result.ExitCode is 2 or 3, result.ToString());
        result.Complains(option);
        Assert.Empty((await _lmn.DoneAsync("provider", "list", "--tenant", "acme", "--json")).Json["providers"]!.AsArray());
    }

    [Theory]
    [InlineData("not json, file-planted")]
    [InlineData("[\"file-planted\"]")]
    public async Task Wrong_file_is_said_without_its_content(string content)
    {
        _lmn.Plant("UNUSED", "file-planted");
        (await _lmn.RunAsync("provider", "add", "--tenant", "acme", "--provider", "smtp", "--config-file", _lmn.File("row.json", content))).Ends(3).Complains("--config-file");
    }

    [Theory]
    [InlineData("")]
    [InlineData("c2hvcnQ=")]
    [InlineData("not base64, key-planted")]
    public async Task Key_that_is_none_is_said_and_ends_with_3(string key)
    {
        _lmn.Plant("UNUSED", "key-planted").Set("LMN_KEY", key);
        (await _lmn.RunAsync("provider", "list", "--tenant", "acme")).Ends(3).Complains("LMN_KEY").Complains("lmn key new");
    }

    [Fact]
    public async Task Row_under_another_key_is_listed_as_one_that_cannot_be_opened()
    {
        await AddAsync("--provider", "smtp", "--host", "mail.acme.example", "--from", "a@acme.example");
        _lmn.Plant("LMN_KEY", (await _lmn.DoneAsync("key", "new")).Output.Trim());
        Assert.Contains("(cannot be opened)", (await _lmn.DoneAsync("provider", "list", "--tenant", "acme")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LMN_ALLOW_LOOPBACK", "maybe")]
    [InlineData("LMN_ALLOWED_PORTS", "smtp")]
    [InlineData("LMN_ALLOWED_PORTS", "70000")]
    [InlineData("LMN_ALLOWED_NETWORKS", "10.0.0.1/40")]
    [InlineData("LMN_TRUSTED_ROOTS", "/no/such.pem")]
    [InlineData("LMN_REDIRECT_TO", "dev")]
    [InlineData("LMN_REDIRECT_TO", "")]
    [InlineData("LMN_REDIRECT_ALLOWED_DOMAINS", "example.com,a b")]
    [InlineData("LMN_REDIRECT_ALLOWED_DOMAINS", "")]
    [InlineData("LMN_CAPTURE_ALL_TO", "")]
    [InlineData("LMN_CAPTURE_ALL_TO", "localhost:1025")]
    [InlineData("SENDGRID_BASE_ADDRESS", "http://example.com/")]
    [InlineData("SES_BASE_ADDRESS", "http://example.com/")]
    public async Task Wrong_switch_of_the_operator_is_named_and_ends_with_3(string variable, string value)
    {
        _lmn.Set(variable, value);
        (await _lmn.RunAsync("provider", "list", "--tenant", "acme", "--json")).Ends(3).Complains(variable);
    }

    private async Task<string> AddAsync(params string[] provider)
    {
        JsonNode added = (await _lmn.DoneAsync(["provider", "add", "--tenant", "acme", .. provider, "--json"])).Json;
        return (string)added["provider"]!["id"]!;
    }
}
