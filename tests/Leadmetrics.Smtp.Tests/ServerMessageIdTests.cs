using Leadmetrics.Smtp.Wire;

namespace Leadmetrics.Smtp.Tests;

/// <summary>Final replies in the forms of real servers, and the id in each.</summary>
public sealed class ServerMessageIdTests
{
    [Theory]
    // Postfix, with short and with long queue ids; Fastmail, Mailpit, MailHog, Brevo, SendGrid, Mailjet, WildDuck are of the same form.
    [InlineData("2.0.0 Ok: queued as 3C5B11C0A2D", "3C5B11C0A2D")]
    [InlineData("2.0.0 Ok: queued as 4ZkWPm4nTRz9sSR", "4ZkWPm4nTRz9sSR")]
    [InlineData("Ok: queued as 3C5B11C0A2D.", "3C5B11C0A2D")]
    [InlineData("2.0.0 Ok: queued as 4ZkWPm4nTR (6f9d-1)", "4ZkWPm4nTR")]
    [InlineData("Ok: queued as dK3xQmVbT1u-8kR2_w9yZg", "dK3xQmVbT1u-8kR2_w9yZg")]
    [InlineData("2.0.0 OK: queued as <202601021030.12345678901@smtp-relay.example.net>", "202601021030.12345678901@smtp-relay.example.net")]
    [InlineData("Ok: queued as bXVzdCBiZQ=@mailhog.example", "bXVzdCBiZQ=@mailhog.example")]
    [InlineData("OK queued as 1125899912345678", "1125899912345678")]
    [InlineData("Message queued as 18f0a1b2c3d4e5f6a7", "18f0a1b2c3d4e5f6a7")]
    // Stalwart
    [InlineData("2.0.0 Message queued with id 2f1a3b4c5d6e.", "2f1a3b4c5d6e")]
    // Exim, KumoMTA
    [InlineData("OK id=1tXyZa-000000012Ab-2Cde", "1tXyZa-000000012Ab-2Cde")]
    [InlineData("OK id=1tXyZa-0001Ab-2C", "1tXyZa-0001Ab-2C")]
    [InlineData("OK ids=a1b2c3d4e5f64a7b8c9d0e1f2a3b4c5d", "a1b2c3d4e5f64a7b8c9d0e1f2a3b4c5d")]
    // Haraka
    [InlineData("Message Queued (8A3E6F0C-11B2-4D5E-9F60-7A8B9C0D1E2F.1)", "8A3E6F0C-11B2-4D5E-9F60-7A8B9C0D1E2F.1")]
    // Gmail, of a user and of a Workspace relay
    [InlineData("2.0.0 OK  1767261600 5b1f17b1804b1-42cbbb1fsi123456wrd.1 - gsmtp", "5b1f17b1804b1-42cbbb1fsi123456wrd.1")]
    [InlineData("2.0.0 OK 1767261600 a640c23a62f3a-af7dc5d0f1bsm1234567066b.12 - gsmtp", "a640c23a62f3a-af7dc5d0f1bsm1234567066b.12")]
    // Microsoft 365 and Exchange
    [InlineData("2.0.0 OK <AM0PR01MB12345678@AM0PR01MB1234.eurprd01.prod.exchange.example> [Hostname=AM0PR01MB1234.eurprd01.prod.exchange.example]", "AM0PR01MB12345678@AM0PR01MB1234.eurprd01.prod.exchange.example")]
    [InlineData("2.6.0 <0f1e2d3c@example.com> [InternalId=12345678901234, Hostname=mx.example.net] 9876 bytes in 0.123, 78.4 KB/sec Queued mail for delivery", "0f1e2d3c@example.com")]
    // Amazon SES, and services on top of it
    [InlineData("Ok 0102018f3a4b5c6d-1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d-000000", "0102018f3a4b5c6d-1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d-000000")]
    // SparkPost (Momentum), Courier
    [InlineData("2.0.0 OK 3B/45-12345-ABCDEF66", "3B/45-12345-ABCDEF66")]
    [InlineData("Ok. 0000000000A1B2C3.0000000065A1B2C3.00001234", "0000000000A1B2C3.0000000065A1B2C3.00001234")]
    // sendmail, OpenSMTPD, Proofpoint
    [InlineData("2.0.0 60219wXY012345 Message accepted for delivery", "60219wXY012345")]
    [InlineData("2.0.0 1a2b3c4d Message accepted for delivery", "1a2b3c4d")]
    [InlineData("2.0.0 4bafc1x2y3-1 Message accepted for delivery", "4bafc1x2y3-1")]
    // qmail
    [InlineData("ok 1767261600 qp 12345", "1767261600 qp 12345")]
    // iCloud
    [InlineData("2.5.0 Ok, envelope id 0T8N00ABCDEF1200@example.net", "0T8N00ABCDEF1200@example.net")]
    // Replies that name none: nodemailer's smtp-server, Mailgun, Zoho, Yahoo, hMailServer, smtp4dev, Postmark, Mailtrap, Postal
    [InlineData("OK: message queued", null)]
    [InlineData("Great success", null)]
    [InlineData("Message received", null)]
    [InlineData("OK , completed", null)]
    [InlineData("Queued (0.031 seconds)", null)]
    [InlineData("Mail accepted", null)]
    [InlineData("2.0.0 Ok: queued", null)]
    [InlineData("OK", null)]
    [InlineData("2.0.0", null)]
    [InlineData("2.6.0", null)]
    [InlineData("", null)]
    [InlineData("Ok message queued for delivery in 12345678901234 seconds", null)]
    [InlineData("2.0.0 Message accepted for delivery", null)]
    [InlineData("OK unquestionably", null)]
    // Not to be kept: an id that holds what no id holds.
    [InlineData("Ok: queued as \u0007\u001b[31m", null)]
    [InlineData("Ok: queued as ", null)]
    public void The_id_in_a_servers_last_word(string text, string? id) => Assert.Equal(id, ServerMessageIds.Find(new SmtpReply(250, text)));

    [Fact]
    public void Of_several_lines_the_last_one_names_it() =>
        Assert.Equal("1tXyZa-0001Ab-2C", ServerMessageIds.Find(new SmtpReply(250, "- 2048 byte chunk, total 2048", "OK id=1tXyZa-0001Ab-2C")));

    [Fact]
    public void An_endless_id_is_none() => Assert.Null(ServerMessageIds.Find(new SmtpReply(250, "Ok: queued as " + new string('1', 129))));
}
