using System.Text;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Smtp;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.MailKit.Tests;

/// <summary>What this transport has beside the suite: where it differs, and MailKit's own mechanisms.</summary>
public sealed class OwnWaysTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task UseMailKit_puts_it_on_the_wire_of_a_host()
    {
        await using var server = ScriptedSmtpServer.Start();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["SMTP_TENANT"] = "acme",
            ["SMTP_HOST"] = "127.0.0.1",
            ["SMTP_PORT"] = $"{server.Port}",
            ["SMTP_FROM"] = "shop@example.com",
        }).Build();
        var services = new ServiceCollection();
        services.AddLeadmetricsNotifications(options => options.Egress.AllowLoopback = true).AddConfiguredProviders(configuration).UseMailKit();
        await using var host = services.BuildServiceProvider();
        Assert.IsType<MailKitSmtpTransport>(host.GetRequiredService<ISmtpTransportFactory>().Create(new SmtpConnectionOptions { Host = "x", Port = 25 }, new SmtpPoolOptions()));

        var message = new EmailMessage { To = [new EmailAddress("to@example.net")], Subject = "Grüße", Text = "Grüße\n.\n" };
        var result = await host.GetRequiredService<Tenancy.ITenantMailer>().SendAsync(new TenantId("acme"), message, Cancel);

        Assert.Equal(SendOutcome.Accepted, result.Outcome);
        var received = Assert.Single(server.Messages);
        Assert.Equal("shop@example.com", received.From);
        using var read = await MimeKit.MimeMessage.LoadAsync(new MemoryStream(received.Content.ToArray()), Cancel);
        Assert.Equal((result.MessageId, "Grüße"), (read.MessageId, read.Subject));

        // MailKit's DATA behind the replies to RCPT, where the engine's travels with them.
        Assert.False(server.Commands.Single(command => command.Verb == "DATA").Pipelined);
    }

    [Fact]
    public async Task Recipients_that_differ_in_case_alone_share_an_answer()
    {
        await using var server = ScriptedSmtpServer.Start(o => o.RecipientReplies["no@server.test"] = "550 5.1.1 No such user");
        await using var transport = Open(server);
        var result = await transport.SendAsync(new SmtpTransaction(null, [Box("No@server.test"), Box("yes@server.test"), Box("no@server.test")], Text("Subject: x\r\n\r\n")), Cancel);
        Assert.Equal([550, 250, 550], result.Recipients.Select(recipient => recipient.Reply!.Code));
        Assert.Equal(["No@server.test", "yes@server.test", "no@server.test"], result.Recipients.Select(recipient => recipient.Recipient.ToString()));
        Assert.Equal(2, server.Commands.Count(command => command.Verb == "RCPT"));
    }

    [Theory]
    [InlineData("no header here\r\n\r\nbody\r\n")]
    [InlineData(": x\r\n\r\nbody\r\n")]
    public async Task Content_that_is_no_message_is_not_supported(string text)
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var transport = Open(server);
        var exception = await Assert.ThrowsAsync<SmtpException>(() => transport.SendAsync(Mail(Text(text)), Cancel));
        Assert.Equal((SmtpFailure.NotSupported, true), (exception.Failure, exception.ConnectionSurvives));
        await transport.SendAsync(Mail(Text("\r\nno fields\r\n")), Cancel);
        Assert.Equal("\r\nno fields\r\n", Assert.Single(server.Messages).ContentText);
        Assert.Single(server.Connections);
    }

    [Fact]
    public async Task Header_section_that_is_too_long_to_be_one_is_not_supported()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var transport = Open(server);
        var exception = await Assert.ThrowsAsync<SmtpException>(() => transport.SendAsync(Mail(Text($"Subject: {new string('x', 1_200_000)}\r\n\r\n")), Cancel));
        Assert.Equal(SmtpFailure.NotSupported, exception.Failure);
        Assert.Empty(server.Messages);
    }

    [Fact]
    public async Task Domain_in_A_labels_stays_so_and_SMTPUTF8_is_there_again_for_who_needs_it()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var transport = Open(server);
        foreach (var to in new[] { "jürgen@server.test", "b@xn--bcher-kva.example", "jürgen@server.test" })
        {
            await transport.SendAsync(new SmtpTransaction(Box("a@client.test"), [Box(to)], Text("Subject: x\r\n\r\n")), Cancel);
        }

        Assert.Equal(["jürgen@server.test", "b@xn--bcher-kva.example", "jürgen@server.test"], server.Messages.Select(message => message.AcceptedRecipients[0]));
        Assert.Equal([true, false, true], server.Messages.Select(message => message.MailParameters.ContainsKey("SMTPUTF8")));
        Assert.Equal([1, 1, 2], server.Messages.Select(message => message.Connection));
    }

    [Theory]
    [InlineData("LOGIN PLAIN SCRAM-SHA-256", "SCRAM-SHA-256")]
    [InlineData("CRAM-MD5", "CRAM-MD5")]
    public async Task Password_goes_by_the_safest_mechanism(string offered, string mechanism)
    {
        await using var server = Offering(offered);
        server.Options.Users["user"] = "password";
        await using var transport = Open(server, SmtpTlsMode.Implicit, new SmtpPasswordCredentials("user", "password"));
        await transport.SendAsync(Mail(Text("Subject: x\r\n\r\n")), Cancel);
        Assert.Equal("user", Assert.Single(server.Messages).AuthenticatedUser);
        Assert.StartsWith($"AUTH {mechanism}", Assert.Single(server.Commands, command => command.Verb == "AUTH").Line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_SCRAM_is_refused_PLAIN_is_tried_once()
    {
        await using var server = Offering("PLAIN SCRAM-SHA-256");
        server.Options.Users["user"] = "password";
        server.At(SmtpPoint.AuthContinuation(1), SmtpFault.Reply("535 5.7.8 Not this way"), times: 1);
        await using var transport = Open(server, SmtpTlsMode.Implicit, new SmtpPasswordCredentials("user", "password"));
        await transport.SendAsync(Mail(Text("Subject: x\r\n\r\n")), Cancel);
        Assert.Equal(["AUTH SCRAM-SHA-256", "AUTH PLAIN"], server.Commands.Where(command => command.Verb == "AUTH").Select(command => string.Join(' ', command.Line.Split(' ').Take(2))));
    }

    [Fact]
    public async Task Token_goes_by_OAUTHBEARER_where_XOAUTH2_is_not_offered()
    {
        await using var server = Offering("PLAIN OAUTHBEARER");
        server.Options.Tokens["user"] = "token";
        await using var transport = Open(server, SmtpTlsMode.Implicit, new SmtpTokenCredentials("user", (_, _) => ValueTask.FromResult("token")));
        await transport.SendAsync(Mail(Text("Subject: x\r\n\r\n")), Cancel);
        Assert.Equal("user", Assert.Single(server.Messages).AuthenticatedUser);
    }

    private static ScriptedSmtpServer Offering(string mechanisms) => ScriptedSmtpServer.Start(o =>
    {
        o.Tls = ScriptedTls.Implicit;
        foreach (var mechanism in mechanisms.Split(' ')) o.Capabilities.Auth.Add(mechanism);
    });

    private static MailKitSmtpTransport Open(ScriptedSmtpServer server, SmtpTlsMode mode = SmtpTlsMode.None, SmtpCredentials? credentials = null) => new(
        new SmtpConnectionOptions { Host = server.Host, Port = server.Port, TlsMode = mode, ServerName = "localhost", Credentials = credentials, TrustedRoots = [TestCertificates.Shared.Authority] },
        new SmtpPoolOptions());

    private static Mailbox Box(string address) => Mailbox.TryCreate(address, allowQuoted: true, out var mailbox, out var error) ? mailbox : throw new ArgumentException(error);

    private static SmtpContent Text(string text) => SmtpContent.FromBytes(Encoding.UTF8.GetBytes(text));

    private static SmtpTransaction Mail(SmtpContent content) => new(Box("a@client.test"), [Box("b@server.test")], content);
}
