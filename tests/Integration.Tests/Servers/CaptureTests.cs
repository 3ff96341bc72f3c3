using System.Text;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Peers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Integration.Servers;

/// <summary>An environment whose mail is captured: by a catcher as developers run it, over a real store, with accounts of every kind.</summary>
public sealed class CaptureTests(PeerFixture<MailDevPeer> fixture)
{
    private static readonly TenantId Acme = new("acme");
    private static readonly TenantId Globex = new("globex");
    private static readonly TenantId Initech = new("initech");

    [Fact]
    public async Task A_row_a_configured_account_and_the_platform_all_arrive_at_the_catcher_and_nothing_elsewhere()
    {
        var maildev = await fixture.GetAsync();
        using var file = new SqliteFile();
        await using var own = ScriptedSmtpServer.Start(options =>
        {
            options.AcceptAnyCredentials = true;
            options.Capabilities.Auth.Add("PLAIN");
        });
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["SMTP_TENANT"] = Globex.Value,
            ["SMTP_HOST"] = "localhost",
            ["SMTP_PORT"] = own.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["SMTP_USER"] = "globex",
            ["SMTP_PASS"] = "planted-p4ss",
            ["SMTP_FROM"] = "hello@globex.test",
        }).Build();
        await using var host = await TestHost.StartAsync(
            builder => builder.UseSqlite(file.Path).AddConfiguredProviders(configuration), TestHost.NewKey(), options => options.CaptureAllTo($"smtp://localhost:{maildev.SmtpPort}"));
        var account = new SmtpConfig { Host = "localhost", Port = own.Port, User = "acme", Pass = new Secret("planted-p4ss"), FromAddress = "hello@acme.test" };
        var added = await host.Providers.AddAsync(Acme, ProviderDraft.From(account));
        Assert.True((await host.Providers.TestAsync(Acme, added.Id)).Verified);

        foreach (var (tenant, provider, sender) in new[] { (Acme, "smtp", "hello@acme.test"), (Globex, "smtp", "hello@globex.test"), (Initech, "sendgrid", TestHost.PlatformSender) })
        {
            var message = Mail.To("jane@customer.test");
            var result = await host.Mailer.SendAsync(tenant, message);

            var arrived = await maildev.MessageAsync(mail => mail.GetProperty("subject").GetString() == message.Subject);
            Assert.Equal((provider, sender), (result.Provider, arrived.GetProperty("from")[0].GetProperty("address").GetString()));
            Assert.Contains($"Message-ID: <{result.MessageId}>", Encoding.UTF8.GetString(await maildev.SourceAsync(arrived.GetProperty("id").GetString()!)), StringComparison.OrdinalIgnoreCase);
            Assert.Single(arrived.GetProperty("attachments").EnumerateArray());
        }

        // The test of the row came there, and no mail did.
        Assert.Equal(["EHLO", "AUTH", "QUIT"], own.Commands.Select(command => command.Verb));
        Assert.Empty(host.SendGrid.Requests);
    }
}
