using System.Security.Cryptography;
using System.Text;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Peers;

namespace Leadmetrics.Integration.Servers;

/// <summary>Mail that a tenant's row signs, as it lies in a Maildir after Postfix took it.</summary>
public sealed class DkimTests(PeerFixture<PostfixPeer> fixture, PeerFixture<DkimVerifiers> verifiers)
{
    [Fact]
    public async Task A_signed_mail_still_verifies_after_Postfix_delivered_it()
    {
        var postfix = await fixture.GetAsync();
        using var key = RSA.Create(2048);
        await using var tenant = await TenantAt.StartAsync(Account(postfix, key));
        var plain = new EmailMessage { To = [new EmailAddress("box@example.test")], Subject = "Plain", Text = "Lines \r\n\r\n.\r\n..dots\r\n\tand  spaces \r\n\r\n\r\n" };
        var mails = new List<byte[]>();
        foreach (var message in new[] { Mail.To("box@example.test"), plain })
        {
            var result = await tenant.SendAsync(message);
            mails.Add(WithCrlf(await File.ReadAllTextAsync(await postfix.DeliveredAsync(result.MessageId!), Encoding.Latin1)));
        }

        var records = new Dictionary<string, string> { ["s1._domainkey.example.test"] = $"v=DKIM1; k=rsa; p={Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())}" };
        foreach (var verdict in (await (await verifiers.GetAsync()).VerifyAsync(records, mails)).SelectMany(verdicts => verdicts))
        {
            var signature = Assert.Single(verdict.Signatures);
            Assert.True(signature.Valid, $"{verdict.Verifier}: {signature.Reason}");
            Assert.Equal(("example.test", "s1"), (signature.Domain, signature.Selector));
        }
    }

    // A Maildir's files have the line ends of their system.
    private static byte[] WithCrlf(string mail) => Encoding.Latin1.GetBytes(mail.ReplaceLineEndings("\r\n"));

    private static SmtpConfig Account(PostfixPeer postfix, RSA key) => new()
    {
        Host = "localhost",
        Port = postfix.SubmissionPort,
        User = postfix.Options.User,
        Pass = new Secret(postfix.Options.Password),
        FromAddress = "hello@example.test",
        FromName = "Acme GmbH",
        Dkim = new DkimSettings { Domain = "example.test", Selector = "s1", PrivateKey = new Secret(key.ExportPkcs8PrivateKeyPem()) },
    };
}
