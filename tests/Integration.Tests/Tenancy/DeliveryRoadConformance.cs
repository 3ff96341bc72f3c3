using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Tenancy.Erasing;
using Leadmetrics.Notifications.Tenancy.Events;
using Leadmetrics.Notifications.Tenancy.Suppressing;

namespace Leadmetrics.Integration.Tenancy;

/// <summary>A mail's whole way: sent, reported about, and what the next one to the same address meets.</summary>
public abstract class DeliveryRoadConformance : TenancyScenario
{
    private const string Token = "platform-token_0123456789abcdefghij";

    private static readonly EmailAddress Jane = new("Jane@customer.test");

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private int _events;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public override async ValueTask DisposeAsync()
    {
        _key.Dispose();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_hard_bounce_of_SendGrids_keeps_the_next_mail_back_until_somebody_takes_the_address_off_for_good()
    {
        var host = await StartWithWebhookAsync();
        var sent = await host.Mailer.SendAsync(Acme, Message(), Cancel);
        var bounce = EventOf(host, "bounce", "\"status\":\"5.1.1\",\"reason\":\"550 5.1.1 no such user\",\"type\":\"bounce\"");

        Assert.Equal(1, (await PostAsync(host, bounce)).Stored);

        var history = await host.Get<IDeliveryHistory>().FindAsync(Acme, sent.MessageId!, Cancel);
        Assert.Equal((DeliveryEventKind.Bounced, DeliveryReason.MailboxUnknown), Assert.Single(history!.Recipients.Select(status => (status.Kind, status.Reason))));
        var held = await host.Mailer.TrySendAsync(Acme, Message(), Cancel);
        Assert.Equal((RecipientOutcome.Suppressed, "recipients-suppressed"), (Assert.Single(held.Recipients).Outcome, held.Failure!.Remedy!.Code));
        Assert.Single(host.SendGrid.AcceptedMails);
        var entry = Assert.Single(await host.Get<ISuppressions>().ListAsync(Acme, null, Cancel));
        Assert.Equal(("jane@customer.test", SuppressionReason.HardBounce, SuppressionScope.All, sent.MessageId), (entry.Address, entry.Reason, entry.Scope, entry.MessageId));
        Assert.Empty(await host.Get<ISuppressions>().ListAsync(Globex, null, Cancel));
        Assert.Equal(SendOutcome.Accepted, (await host.Mailer.SendAsync(Globex, Message(), Cancel)).Outcome);

        Assert.Equal(1, await host.Get<ISuppressions>().RemoveAsync(Acme, Jane, null, Cancel));
        Assert.Equal(0, (await PostAsync(host, bounce)).Stored);
        Assert.Equal(SendOutcome.Accepted, (await host.Mailer.SendAsync(Acme, Message(), Cancel)).Outcome);
    }

    [Fact]
    public async Task A_refusal_by_policy_keeps_nothing_back_and_a_complaint_bulk_mail_alone()
    {
        var host = await StartWithWebhookAsync();
        await host.Mailer.SendAsync(Acme, Message(), Cancel);

        await PostAsync(host, EventOf(host, "bounce", "\"status\":\"5.7.1\",\"reason\":\"550 5.7.1 SPF check failed\",\"type\":\"bounce\""));
        Assert.Equal(SendOutcome.Accepted, (await host.Mailer.SendAsync(Acme, Message(), new SendOptions { IsBulk = true }, Cancel)).Outcome);
        await PostAsync(host, EventOf(host, "spamreport", "\"type\":\"x\""));

        Assert.Equal(RecipientOutcome.Suppressed, Assert.Single((await host.Mailer.TrySendAsync(Acme, Message(), new SendOptions { IsBulk = true }, Cancel)).Recipients).Outcome);
        Assert.Equal(SendOutcome.Accepted, (await host.Mailer.SendAsync(Acme, Message(), Cancel)).Outcome);
        Assert.Equal(SendOutcome.Accepted, (await host.Mailer.SendAsync(Acme, Message(), new SendOptions { IsBulk = true, IgnoreSuppressions = true }, Cancel)).Outcome);
    }

    [Fact]
    public async Task A_report_about_SMTP_mail_does_the_same_and_the_recipient_can_be_erased()
    {
        var host = await StartWithWebhookAsync();
        await AddVerifiedAsync(host, Acme);
        var sent = await host.Mailer.SendAsync(Acme, Message(), Cancel);
        Assert.Equal("smtp", sent.Provider);

        var outcome = await host.Get<IBounceReports>().ReceiveAsync(Acme, Report(sent.MessageId!), cancellationToken: Cancel);

        Assert.Equal((BounceOutcomeKind.Stored, 1), (outcome.Kind, outcome.Stored));
        Assert.Equal(RecipientOutcome.Suppressed, Assert.Single((await host.Mailer.TrySendAsync(Acme, Message(), Cancel)).Recipients).Outcome);
        Assert.Equal(0, (await host.Get<IBounceReports>().ReceiveAsync(Acme, Report(sent.MessageId!), cancellationToken: Cancel)).Stored);
        var erased = await host.Get<IErasure>().EraseRecipientAsync(Acme, Jane, Cancel);
        Assert.Equal((1, 1), (erased.Events, erased.Suppressions));
        Assert.Null(await host.Get<IDeliveryHistory>().FindAsync(Acme, sent.MessageId!, Cancel));
        Assert.Equal(SendOutcome.Accepted, (await host.Mailer.SendAsync(Acme, Message(), Cancel)).Outcome);
    }

    private static MemoryStream Report(string messageId) => new(Encoding.ASCII.GetBytes(
        $"""
        From: MAILER-DAEMON@mx.customer.test
        To: hello@acme.test
        Subject: Undelivered Mail
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="b"

        --b
        Content-Type: text/plain

        It could not be delivered.
        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.customer.test

        Final-Recipient: rfc822; jane@customer.test
        Action: failed
        Status: 5.1.1
        Diagnostic-Code: smtp; 550 5.1.1 no such user here

        --b
        Content-Type: text/rfc822-headers

        Message-ID: <{messageId}>
        Subject: Hello

        --b--
        """));

    private Task<TestHost> StartWithWebhookAsync() => StartAsync(options =>
    {
        options.Platform.SendGrid!.WebhookToken = Token;
        options.Platform.SendGrid.WebhookPublicKey = Convert.ToBase64String(_key.ExportSubjectPublicKeyInfo());
    });

    // With the arguments that the last mail really bore.
    private string EventOf(TestHost host, string kind, string more)
    {
        var arguments = host.SendGrid.AcceptedMails[^1].Json!.Value.GetProperty("personalizations")[0].GetProperty("custom_args").EnumerateObject().Select(one => $"{JsonSerializer.Serialize(one.Name)}:{one.Value.GetRawText()}");
        return $$"""{"email":"Jane@customer.test","event":"{{kind}}","timestamp":{{Clock.GetUtcNow().ToUnixTimeSeconds() - 60}},"sg_event_id":"e{{++_events}}",{{string.Join(',', arguments)}},{{more}}}""";
    }

    private Task<WebhookAnswer> PostAsync(TestHost host, string one)
    {
        var body = Encoding.UTF8.GetBytes($"[{one}]\r\n");
        var timestamp = Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = _key.SignData([.. Encoding.ASCII.GetBytes(timestamp), .. body], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return host.Get<IDeliveryWebhooks>().ReceiveAsync(
            ProviderWords.SendGrid, Token, new WebhookRequest { Signature = Convert.ToBase64String(signature), Timestamp = timestamp, Body = new MemoryStream(body), ContentLength = body.Length }, Cancel);
    }
}
