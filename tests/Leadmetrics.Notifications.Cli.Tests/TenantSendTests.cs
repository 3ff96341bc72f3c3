using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Cli.Tests;

public sealed class TenantSendTests : IAsyncLifetime
{
    private readonly Lmn _lmn = new();

    public async ValueTask InitializeAsync() => await _lmn.WithDatabaseAsync();

    public ValueTask DisposeAsync()
    {
        _lmn.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Verified_row_sends_and_an_unverified_one_leaves_it_to_the_platform()
    {
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Lmn.Cancel);
        await using var sendGrid = FakeSendGrid.Start("platform-key-planted");
        _lmn.Plant("SENDGRID_API_KEY", sendGrid.ApiKey).Set("SENDGRID_FROM", "Platform <mail@platform.example>").Set("SENDGRID_BASE_ADDRESS", sendGrid.BaseAddress.ToString());
        var id = (string)(await _lmn.DoneAsync(
            "provider", "add", "--tenant", "acme", "--provider", "smtp", "--host", "localhost", "--port", $"{catcher.Port}", "--from", "Acme <mail@acme.example>", "--json")).Json["provider"]!["id"]!;

        var before = await _lmn.DoneAsync("send", "--tenant", "acme", "--to", "jane@customer.example", "--subject", "before", "--json");
        Assert.Equal("sendgrid", (string?)before.Json["provider"]);
        Assert.Equal("Platform", sendGrid.AcceptedMails.Single().Json!.Value.GetProperty("from").GetProperty("name").GetString());
        Assert.Empty(catcher.Messages);

        await _lmn.DoneAsync("provider", "test", "--tenant", "acme", id);
        var after = await _lmn.DoneAsync("send", "--tenant", "acme", "--to", "jane@customer.example", "--subject", "after", "--from", "billing@acme.example", "--json");
        Assert.Equal("smtp", (string?)after.Json["provider"]);
        var mail = Assert.Single(catcher.Messages);
        Assert.Equal("billing@acme.example", mail.EnvelopeFrom);
        Assert.Equal($"<{after.Json["messageId"]}>", mail.MessageId);
        Assert.Single(sendGrid.AcceptedMails);
    }

    [Fact]
    public async Task Sendgrid_row_is_tested_and_sends_with_its_own_key()
    {
        await using var sendGrid = FakeSendGrid.Start("tenant-key-planted");
        _lmn.Plant("KEY", sendGrid.ApiKey).Set("SENDGRID_BASE_ADDRESS", sendGrid.BaseAddress.ToString());
        var id = (string)(await _lmn.DoneAsync(
            "provider", "add", "--tenant", "globex", "--provider", "sendgrid", "--api-key-env", "KEY", "--from", "mail@globex.example", "--json")).Json["provider"]!["id"]!;
        await _lmn.DoneAsync("provider", "test", "--tenant", "globex", id);
        await _lmn.DoneAsync("send", "--tenant", "globex", "--to", "jane@customer.example");
        Assert.Equal("mail@globex.example", sendGrid.AcceptedMails.Single().Json!.Value.GetProperty("from").GetProperty("email").GetString());
    }

    [Fact]
    public async Task An_SES_row_is_tested_with_advice_and_sends_signed_by_its_own_key()
    {
        await using var ses = FakeSes.Start();
        (ses.SecretAccessKey, ses.SessionToken, ses.AccessKeyId, ses.InSandbox) = ("secret-key-planted", "session-token-planted", "ASIAFAKEFAKEFAKEFAKE", true);
        _lmn.Plant("KEY", ses.SecretAccessKey).Plant("TOKEN", ses.SessionToken).Set("SES_BASE_ADDRESS", ses.BaseAddress.ToString());
        string[] add = ["provider", "add", "--tenant", "globex", "--provider", "ses", "--access-key-id", ses.AccessKeyId, "--secret-access-key-env", "KEY", "--session-token-env", "TOKEN", "--from", "mail@globex.example"];
        (await _lmn.RunAsync([.. add, "--region", "email-smtp.eu-west-1.amazonaws.com"])).Ends(3).Complains("--region").Complains("Try region eu-west-1.");
        var id = (string)(await _lmn.DoneAsync([.. add, "--region", "eu-west-1", "--json"])).Json["provider"]!["id"]!;

        Assert.Equal("ses-sandbox", (string?)(await _lmn.DoneAsync("provider", "test", "--tenant", "globex", id, "--json")).Json["report"]!["advice"]!["code"]);
        Assert.Contains("sandbox", (await _lmn.DoneAsync("provider", "test", "--tenant", "globex", id)).Output, StringComparison.Ordinal);
        Assert.Equal("ses", (string?)(await _lmn.DoneAsync("send", "--tenant", "globex", "--to", "jane@customer.example", "--json")).Json["provider"]);
        Assert.Equal(("mail@globex.example", true), (ses.AcceptedMails.Single().From, ses.AcceptedMails.Single().Request.IsSigned));
    }

    [Fact]
    public async Task Mail_of_a_staging_system_is_redirected_by_the_tool_too()
    {
        await using var sendGrid = FakeSendGrid.Start("platform-key-planted");
        _lmn.Plant("SENDGRID_API_KEY", sendGrid.ApiKey).Set("SENDGRID_FROM", "mail@platform.example").Set("SENDGRID_BASE_ADDRESS", sendGrid.BaseAddress.ToString());
        _lmn.Set("LMN_REDIRECT_TO", "dev@team.example").Set("LMN_REDIRECT_ALLOWED_DOMAINS", "partner.example");
        await _lmn.DoneAsync("send", "--tenant", "acme", "--to", "jane@customer.example", "--to", "ann@partner.example");
        var to = sendGrid.AcceptedMails.Single().Json!.Value.GetProperty("personalizations")[0].GetProperty("to").EnumerateArray();
        Assert.Equal(["ann@partner.example", "dev@team.example"], to.Select(address => address.GetProperty("email").GetString()));
    }

    [Fact]
    public async Task All_mail_of_the_tool_is_captured_where_a_catcher_is_set()
    {
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Lmn.Cancel);
        await using var sendGrid = FakeSendGrid.Start("platform-key-planted");
        _lmn.Plant("SENDGRID_API_KEY", sendGrid.ApiKey).Set("SENDGRID_FROM", "mail@platform.example").Set("SENDGRID_BASE_ADDRESS", sendGrid.BaseAddress.ToString());
        _lmn.Set("LMN_CAPTURE_ALL_TO", $"smtp://127.0.0.1:{catcher.Port}");
        var sent = await _lmn.DoneAsync("send", "--tenant", "acme", "--to", "jane@customer.example", "--json");
        Assert.Equal(("sendgrid", "mail@platform.example"), ((string?)sent.Json["provider"], Assert.Single(catcher.Messages).EnvelopeFrom));
        Assert.Empty(sendGrid.Requests);
    }

    [Fact]
    public async Task Tenant_without_a_verified_row_and_no_platform_ends_with_3()
    {
        var result = (await _lmn.RunAsync("send", "--tenant", "acme", "--to", "jane@customer.example", "--json")).Ends(3);
        Assert.Equal("configuration", (string?)result.Json["failure"]!["kind"]);
        result.Complains("SENDGRID_API_KEY");
    }

    [Fact]
    public async Task Platform_without_a_sender_is_named_and_ends_with_3()
    {
        _lmn.Plant("SENDGRID_API_KEY", "platform-key-planted");
        (await _lmn.RunAsync("send", "--tenant", "acme", "--to", "jane@customer.example")).Ends(3).Complains("SENDGRID_FROM");
    }

    [Theory]
    [InlineData("--to")]
    [InlineData("--to", "--to", "jane")]
    [InlineData("--subject", "--to", "jane@customer.example", "--subject", "a\r\nb")]
    public async Task Wrong_message_is_named_and_nothing_is_sent(string option, params string[] message)
    {
        await using var sendGrid = FakeSendGrid.Start("platform-key-planted");
        _lmn.Plant("SENDGRID_API_KEY", sendGrid.ApiKey).Set("SENDGRID_FROM", "mail@platform.example").Set("SENDGRID_BASE_ADDRESS", sendGrid.BaseAddress.ToString());
        (await _lmn.RunAsync(["send", "--tenant", "acme", .. message])).Ends(2).Complains(option);
        Assert.Empty(sendGrid.Requests);
    }

    [Fact]
    public async Task Answer_lost_after_the_body_is_uncertain_and_ends_with_4()
    {
        await using var sendGrid = FakeSendGrid.Start("platform-key-planted");
        sendGrid.Answer(FakeSendGridAnswer.CloseAfterBody);
        _lmn.Plant("SENDGRID_API_KEY", sendGrid.ApiKey).Set("SENDGRID_FROM", "mail@platform.example").Set("SENDGRID_BASE_ADDRESS", sendGrid.BaseAddress.ToString());
        (await _lmn.RunAsync("send", "--tenant", "acme", "--to", "jane@customer.example", "--json")).Ends(4);
        Assert.Single(sendGrid.Requests);
    }
}
