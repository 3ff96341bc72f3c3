using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Cli.Tests;

public sealed class PresetTests : IAsyncLifetime
{
    private readonly Lmn _lmn = new();

    public async ValueTask InitializeAsync() => await _lmn.WithDatabaseAsync();

    public ValueTask DisposeAsync()
    {
        _lmn.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Presets_are_listed_without_database_or_key()
    {
        using var bare = new Lmn();
        var listed = (await bare.DoneAsync("provider", "presets", "--json")).Json["presets"]!.AsArray();
        Assert.Equal(20, listed.Count);
        var gmail = listed[0]!;
        Assert.Equal("gmail smtp.gmail.com 587 false fullAddress", $"{gmail["id"]} {gmail["host"]} {gmail["port"]} {gmail["secure"]} {gmail["userForm"]}");
        Assert.Equal("500 recipients", $"{gmail["limits"]!["perDay"]!["most"]} {gmail["limits"]!["perDay"]!["counts"]}");

        var people = (await bare.DoneAsync("provider", "presets")).Output;
        foreach (var text in new[] { "smtp.office365.com", "(the server's own)", "Regions of mailgun: us (United States), eu (Europe)." }) Assert.Contains(text, people, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preset_is_suggested_for_an_address_and_none_for_a_domain_of_ones_own()
    {
        Assert.Equal("icloud", (string?)Assert.Single((await _lmn.DoneAsync("provider", "presets", "--for", "jane@me.com", "--json")).Json["presets"]!.AsArray())!["id"]);
        Assert.Contains("app-specific password", (await _lmn.DoneAsync("provider", "presets", "--for", "jane@me.com")).Output, StringComparison.Ordinal);
        Assert.Empty((await _lmn.DoneAsync("provider", "presets", "--for", "jane@acme.example", "--json")).Json["presets"]!.AsArray());
        Assert.Contains("No preset is known", (await _lmn.DoneAsync("provider", "presets", "--for", "jane@acme.example")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("smtp.sendgrid.net 587 false apikey", "--preset", "sendgrid")]
    [InlineData("smtp.sendgrid.net 465 true apikey", "--preset", "sendgrid", "--port", "465")]
    [InlineData("smtp.sendgrid.net 2525 false apikey", "--preset", "SendGrid", "--port", "2525")]
    [InlineData("smtp.example.net 587 false apikey", "--preset", "sendgrid", "--host", "smtp.example.net")]
    [InlineData("smtp.sendgrid.net 465 true other", "--preset", "sendgrid", "--secure", "true", "--user", "other")]
    [InlineData("smtp.eu.mailgun.org 587 false u", "--preset", "mailgun", "--region", "eu", "--user", "u")]
    [InlineData("email-smtp.eu-west-1.amazonaws.com 587 false u", "--preset", "amazon-ses", "--region", "eu-west-1", "--user", "u", "--provider", "smtp")]
    [InlineData("mail.acme.example 465 true u", "--preset", "cpanel", "--host", "mail.acme.example", "--user", "u")]
    public async Task A_preset_fills_what_is_left_open_and_options_win(string expected, params string[] options)
    {
        _lmn.Plant("PASS", "preset-planted");
        var config = (await _lmn.DoneAsync(["provider", "add", "--tenant", "acme", "--from", "a@acme.example", "--pass-env", "PASS", "--json", .. options])).Json["provider"]!["config"]!;
        Assert.Equal(expected, $"{config["host"]} {config["port"]} {config["secure"]} {config["user"]}");
    }

    [Fact]
    public async Task A_file_wins_over_a_preset_too()
    {
        var file = _lmn.File("row.json", """{"port":"465","user":"apikey","pass":"p","fromAddress":"a@acme.example"}""");
        var config = (await _lmn.DoneAsync("provider", "add", "--tenant", "acme", "--preset", "sendgrid", "--config-file", file, "--json")).Json["provider"]!["config"]!;
        Assert.Equal("smtp.sendgrid.net 465 true", $"{config["host"]} {config["port"]} {config["secure"]}");
    }

    [Theory]
    [InlineData("--preset is not a preset that is known", "--preset", "pigeon")]
    [InlineData("--region is missing: give one of us, eu", "--preset", "mailgun")]
    [InlineData("--region is none of the preset's: us, eu", "--preset", "mailgun", "--region", "mars")]
    [InlineData("--region does not go with the preset gmail", "--preset", "gmail", "--region", "eu")]
    [InlineData("--host is missing: with cpanel", "--preset", "cpanel")]
    [InlineData("--provider is not smtp", "--preset", "gmail", "--provider", "sendgrid")]
    [InlineData("--provider is missing", "--host", "mail.acme.example")]
    [InlineData("--region goes with --preset", "--provider", "smtp", "--host", "mail.acme.example", "--region", "eu")]
    [InlineData("--region is none of global, eu", "--provider", "sendgrid", "--region", "mars")]
    public async Task A_preset_that_does_not_fit_is_a_wrong_argument(string complaint, params string[] options) =>
        (await _lmn.RunAsync(["provider", "add", "--tenant", "acme", "--from", "a@acme.example", .. options])).Ends(2).Complains(complaint);

    [Fact]
    public async Task A_mistake_in_the_settings_is_told_with_its_fix()
    {
        string[] add = ["provider", "add", "--tenant", "acme", "--provider", "smtp", "--from", "a@acme.example"];
        var refused = (await _lmn.RunAsync([.. add, "--host", "https://smtp.acme.example:587/", "--json"])).Ends(3).Complains("Try host smtp.acme.example, port 587.");
        var error = refused.Json["error"]!;
        Assert.Equal("--host host-is-url smtp.acme.example 587", $"{error["field"]} {error["code"]} {error["suggestion"]!["host"]} {error["suggestion"]!["port"]}");
        (await _lmn.RunAsync([.. add, "--host", "smtp.acme.example", "--port", "993"])).Ends(3).Complains("IMAP or POP").Complains("Try port 587, secure false.");

        var warned = (await _lmn.DoneAsync([.. add, "--host", "imap.acme.example", "--json"])).Complains("Try host smtp.acme.example.");
        Assert.Equal("smtp.acme.example", (string?)Assert.Single(warned.Json["provider"]!["warnings"]!.AsArray())!["suggestion"]!["host"]);
    }

    [Fact]
    public async Task A_server_is_probed_by_preset()
    {
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Lmn.Cancel);
        var done = await _lmn.DoneAsync("smtp", "probe", "--preset", "mailpit", "--port", $"{catcher.Port}", "--tls", "opportunistic", "--allow-private", "--json");
        Assert.Contains("ehlo", done.Output, StringComparison.OrdinalIgnoreCase);
        (await _lmn.RunAsync("smtp", "probe", "--region", "eu", "--host", "a.example")).Ends(2).Complains("--region goes with --preset");
        (await _lmn.RunAsync("smtp", "probe", "--preset", "zoho")).Ends(2).Complains("--region is missing");
    }
}
