using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Tests.Providers.Capturing;

/// <summary>All mail of an environment at its catcher, over the wire, and none anywhere else.</summary>
public sealed class CaptureTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_row_a_configured_account_and_the_platform_all_arrive_at_the_catcher_and_nowhere_else()
    {
        await using var host = await CapturingHost.StartAsync();
        await host.AddAcmeAsync();
        var probes = host.Own.Connections.Count;

        EmailSendResult[] results = [await host.SendAsync(CapturingHost.Acme), await host.SendAsync(CapturingHost.Globex), await host.SendAsync(CapturingHost.Initech)];

        Assert.Equal(["smtp", "smtp", "sendgrid"], results.Select(result => result.Provider));
        Assert.All(results, result => Assert.Equal(SendOutcome.Accepted, result.Outcome));
        Assert.Equal(["app@example.com", "hello@globex.example", "mail@platform.example"], host.Catcher.Messages.Select(mail => mail.EnvelopeFrom));
        Assert.Contains("\r\nFrom: The Platform <mail@platform.example>\r\n", host.Catcher.Messages[2].RawText, StringComparison.Ordinal);
        Assert.DoesNotContain("lost", host.Catcher.Messages[2].RawText, StringComparison.Ordinal);
        Assert.Equal((probes, 0), (host.Own.Connections.Count, host.Own.Messages.Count));
        Assert.Empty(host.SendGrid.Requests);
    }

    [Fact]
    public async Task What_sendgrid_would_have_sent_later_is_caught_at_once_and_what_smtp_refuses_is_refused()
    {
        await using var host = await CapturingHost.StartAsync();
        var resolver = host.Services.GetRequiredService<IEmailProviderResolver>();
        var submission = EmailSubmission.Create(new EmailMessage { To = [new("jane@example.net")], Subject = "Later", Text = "Hi." }, "id@example.com", DateTimeOffset.UnixEpoch) with
        {
            Options = new() { SendAt = TimeProvider.System.GetUtcNow().AddHours(1), BatchId = "b", Sandbox = true },
        };
        await (await resolver.ResolveAsync(CapturingHost.Initech, Cancel)).Primary.Provider.SendAsync(submission, Cancel);
        var globex = (await resolver.ResolveAsync(CapturingHost.Globex, Cancel)).Primary.Provider;
        var refused = await Assert.ThrowsAsync<EmailMessageException>(() => globex.SendAsync(submission, Cancel));

        Assert.Equal(("Later", "sendAt"), (Assert.Single(host.Catcher.Messages).Subject, refused.Field));
    }

    [Fact]
    public async Task Scheduled_sends_of_a_captured_sendgrid_account_hand_out_ids_and_reach_nobody()
    {
        await using var host = await CapturingHost.StartAsync();
        var sends = host.Services.GetRequiredService<ITenantScheduledSends>();
        var batch = await sends.CreateBatchIdAsync(CapturingHost.Initech, Cancel);
        await sends.PauseAsync(CapturingHost.Initech, batch, Cancel);
        await sends.ResumeAsync(CapturingHost.Initech, batch, Cancel);
        await sends.CancelAsync(CapturingHost.Initech, batch, Cancel);
        await Assert.ThrowsAsync<ArgumentException>(() => sends.CancelAsync(CapturingHost.Initech, "", Cancel));
        var refused = await Assert.ThrowsAsync<EmailDeliveryException>(() => sends.CreateBatchIdAsync(CapturingHost.Globex, Cancel));

        Assert.NotEqual(batch, await sends.CreateBatchIdAsync(CapturingHost.Initech, Cancel));
        Assert.Equal(FailureKind.Configuration, refused.Kind);
        Assert.Empty(host.SendGrid.Requests);
    }

    [Fact]
    public async Task One_connection_in_clear_and_without_authentication_serves_all_of_them_and_ends_with_the_container()
    {
        var host = await CapturingHost.StartAsync(catcher: options => options.Tls = ScriptedTls.StartTls);
        await host.AddAcmeAsync("""{"user":"jane","pass":"planted-p4ss"}""");
        foreach (var tenant in new[] { CapturingHost.Acme, CapturingHost.Globex, CapturingHost.Initech }) await host.SendAsync(tenant);
        await host.Services.DisposeAsync();

        await Assert.Single(host.Catcher.Server.Connections).Ended.WaitAsync(Cancel);
        Assert.Equal((1, 0), (host.Catcher.Server.Commands.Count(command => command.Verb == "EHLO"), host.Catcher.Server.Commands.Count(command => command.Verb is "AUTH" or "STARTTLS")));
        Assert.Equal("QUIT", host.Catcher.Server.Commands[^1].Verb);
        await host.DisposeAsync();
    }

    [Fact]
    public async Task It_is_warned_of_once_when_the_host_starts()
    {
        await using var host = await CapturingHost.StartAsync();

        Assert.Equal([$"All mail of this environment is delivered to the catcher 127.0.0.1:{host.Catcher.Port} (Capture), whoever its provider is."], host.Log.Of(1055));
        await host.SendAsync(CapturingHost.Globex);
        await host.SendAsync(CapturingHost.Initech);
        Assert.Single(host.Log.Of(1055));
    }

    [Fact]
    public async Task Testing_asks_the_accounts_own_server()
    {
        await using var host = await CapturingHost.StartAsync();
        var id = await host.AddAcmeAsync("""{"user":"jane","pass":"planted-p4ss"}""");

        host.Own.At(SmtpPoint.Auth, SmtpFault.Reply("535 5.7.8 No"));
        var tested = await host.Services.GetRequiredService<ITenantProviders>().TestAsync(CapturingHost.Acme, id, Cancel);
        var platform = await host.Services.GetRequiredService<IEmailProviderResolver>().ResolveAsync(CapturingHost.Initech, Cancel);

        Assert.Equal("auth", tested.Report.Summary);
        Assert.True((await platform.Primary.Provider.VerifyAsync(Cancel)).Passed);
        Assert.Single(host.SendGrid.Requests);
        Assert.Empty(host.Catcher.Server.Connections);
    }

    [Fact]
    public async Task Rules_and_signature_stay_the_accounts_own()
    {
        using var key = System.Security.Cryptography.RSA.Create(2048);
        await using var host = await CapturingHost.StartAsync();
        await host.AddAcmeAsync(System.Text.Json.JsonSerializer.Serialize(new { allowedFromDomains = new[] { "example.org" }, tagHeaders = true, dkim = new { domain = "example.com", selector = "s1", privateKey = key.ExportPkcs8PrivateKeyPem() } }));
        var message = new EmailMessage { To = [new("jane@example.net")], Subject = "Hello", Text = "Hello.", Tags = ["orders"] };

        await host.SendAsync(CapturingHost.Acme, message with { From = new("sales@example.org") });
        var refused = await Assert.ThrowsAsync<EmailMessageException>(() => host.SendAsync(CapturingHost.Acme, message with { From = new("sales@example.net") }));

        var caught = Assert.Single(host.Catcher.Messages);
        Assert.Equal("from.address", refused.Field);
        Assert.Contains("\r\nFrom: sales@example.org\r\n", caught.RawText, StringComparison.Ordinal);
        Assert.Contains("DKIM-Signature: v=1;", caught.RawText, StringComparison.Ordinal);
        Assert.Contains("X-Tag: orders", caught.RawText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_sendgrid_would_refuse_is_refused_here_too()
    {
        await using var host = await CapturingHost.StartAsync();
        var message = new EmailMessage { To = [new("jane@example.net")], Subject = "Hello", Text = "Hello." };

        await Assert.ThrowsAsync<EmailMessageException>(() => host.SendAsync(CapturingHost.Initech, message with { Tags = [.. Enumerable.Range(0, 11).Select(tag => $"t{tag}")] }));
        var large = await Assert.ThrowsAsync<EmailDeliveryException>(() => host.SendAsync(CapturingHost.Initech, message with { Attachments = [EmailAttachment.FromBytes("a.bin", new byte[23 * 1024 * 1024])] }));

        Assert.Equal((FailureKind.TooLarge, "sendgrid"), (large.Kind, large.Failure.Provider));
        Assert.Empty(host.Catcher.Messages);
    }

    [Fact]
    public async Task Recipients_are_redirected_before_the_mail_is_captured()
    {
        await using var host = await CapturingHost.StartAsync(options => options.RedirectTo("dev@team.example"));
        await host.AddAcmeAsync();

        await host.SendAsync(CapturingHost.Acme);
        var result = await host.SendAsync(CapturingHost.Initech);

        Assert.All(host.Catcher.Messages, mail => Assert.Equal(["dev@team.example"], mail.EnvelopeTo));
        Assert.Equal(2, host.Catcher.Messages.Count);
        Assert.Equal("jane@example.net", Assert.Single(result.Recipients).Address);
    }

    [Fact]
    public async Task A_catcher_that_is_not_there_is_told_by_the_name_of_the_provider_and_the_operator_learns_whose_port_it_is()
    {
        await using var host = await CapturingHost.StartAsync();
        await host.Catcher.DisposeAsync();

        var failed = await Assert.ThrowsAsync<EmailDeliveryException>(() => host.SendAsync(CapturingHost.Initech));

        Assert.Equal((FailureKind.Connect, "sendgrid"), (failed.Kind, failed.Failure.Provider));
        Assert.Contains($"127.0.0.1:{host.Catcher.Port} failed with Connect", Assert.Single(host.Log.Of(1051)), StringComparison.Ordinal);
        Assert.Empty(host.SendGrid.Requests);
    }

    [Fact]
    public async Task A_handle_whose_row_was_changed_sends_by_the_new_rules()
    {
        await using var host = await CapturingHost.StartAsync();
        var id = await host.AddAcmeAsync();
        var route = await host.Services.GetRequiredService<IEmailProviderResolver>().ResolveAsync(CapturingHost.Acme, Cancel);
        var providers = host.Services.GetRequiredService<ITenantProviders>();
        await providers.ChangeAsync(CapturingHost.Acme, id, new ProviderChange { Config = Smtp.Accounts.Config(host.Own.Port, """{"fromAddress":"new@example.com"}""") }, Cancel);
        Assert.True((await providers.TestAsync(CapturingHost.Acme, id, Cancel)).Verified);
        await host.SendAsync(CapturingHost.Acme);

        await route.Primary.Provider.SendAsync(Smtp.Accounts.Submit(Smtp.Accounts.Message), Cancel);

        Assert.Equal(["new@example.com", "new@example.com"], host.Catcher.Messages.Select(mail => mail.EnvelopeFrom));
    }

    [Fact]
    public void Without_the_option_every_provider_is_its_own()
    {
        var services = new ServiceCollection();
        services.AddLeadmetricsNotifications(_ => { });
        using var provider = services.BuildServiceProvider();
        var built = provider.GetRequiredService<Notifications.Providers.ProviderFactory>().Create("smtp", Smtp.Accounts.Config(25), Smtp.Accounts.Environment());

        Assert.IsType<SmtpProvider>(built.Provider);
    }
}
