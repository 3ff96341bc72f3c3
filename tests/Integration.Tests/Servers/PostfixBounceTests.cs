using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Delivery.Bounces;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Peers;

namespace Leadmetrics.Integration.Servers;

/// <summary>Bounces that a real Postfix writes about our own mail, delivered to the envelope sender that we gave.</summary>
public sealed class PostfixBounceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_Postfix_could_not_deliver_comes_back_to_the_address_that_names_the_message()
    {
        await using var postfix = new PostfixPeer(new PostfixPeerOptions
        {
            Settings =
            [
                "recipient_delimiter = +",
                "smtpd_reject_unlisted_recipient = no",
                "virtual_mailbox_maps = inline:{ { bounces@example.test = box/ } }",
                "transport_maps = inline:{ { full.test = error:5.2.2 the mailbox is full }, { gone.test = error:5.0.0 there is no such user here } }",
            ],
        });
        await postfix.StartAsync(Cancel);
        await using var tenant = await TenantAt.StartAsync(new SmtpConfig
        {
            Host = "localhost",
            Port = postfix.SubmissionPort,
            User = postfix.Options.User,
            Pass = new Secret(postfix.Options.Password),
            FromAddress = "hello@example.test",
            Bounces = new BounceSettings { Address = "bounces@example.test", Verp = true },
        });

        var result = await tenant.SendAsync(new EmailMessage
        {
            To = [new EmailAddress("nobody@example.test"), new EmailAddress("jane@full.test"), new EmailAddress("joe@gone.test")],
            Subject = "Your order",
            Text = "Thank you.",
        });

        await using var mail = File.OpenRead(await postfix.DeliveredAsync(result.MessageId!, Cancel));
        var report = await BounceParser.ParseAsync(mail, Cancel);

        Assert.Equal((result.MessageId, "mail.example.test"), (report!.OriginalMessageId, report.ReportingMta));
        Assert.True(VerpAddress.TryRead(report.DeliveredTo, [], out var named));
        Assert.Equal(result.MessageId, named);
        Assert.Equal(
            [
                ("jane@full.test", BounceAction.Failed, "5.2.2", DeliveryReason.MailboxFull),
                ("joe@gone.test", BounceAction.Failed, "5.0.0", DeliveryReason.MailboxUnknown),
                ("nobody@example.test", BounceAction.Failed, "5.1.1", DeliveryReason.MailboxUnknown),
            ],
            report.Recipients.Select(said => (said.Recipient, said.Action, said.EnhancedCode!, said.Reason)).OrderBy(said => said.Recipient, StringComparer.Ordinal));
    }
}
