using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Smtp.Tests;

public sealed class LostRecipientsTests
{
    private static CancellationToken Cancel => Given.Cancel;

    [Theory]
    [InlineData("dot", true, SmtpOutcome.Uncertain)]
    [InlineData("dot", false, SmtpOutcome.Uncertain)]
    [InlineData("cancelled", true, SmtpOutcome.Uncertain)]
    [InlineData("malformed", true, SmtpOutcome.Uncertain)]
    [InlineData("DATA", false, SmtpOutcome.Deferred)]
    [InlineData("421", false, SmtpOutcome.Deferred)]
    [InlineData("third RCPT", false, SmtpOutcome.Deferred)]
    public async Task What_RCPT_refused_stays_refused_and_the_others_are_told_by_the_dot(string where, bool pipelining, SmtpOutcome others)
    {
        await using var server = ScriptedSmtpServer.Start(o =>
        {
            o.Capabilities.Pipelining = pipelining;
            o.RecipientReplies["never@server.test"] = "550 5.1.1 No such user";
            o.RecipientReplies["later@server.test"] = "450 4.2.1 Busy";
        });
        var (point, fault) = where switch
        {
            "DATA" => (SmtpPoint.Data, SmtpFault.Close),
            "421" => (SmtpPoint.Data, SmtpFault.Reply("421 4.3.2 Enough").Then(SmtpFault.Close)),
            "third RCPT" => (SmtpPoint.Rcpt(3), SmtpFault.Close),
            "malformed" => (SmtpPoint.Dot, SmtpFault.Reply("nonsense")),
            "cancelled" => (SmtpPoint.Dot, SmtpFault.Silence),
            _ => (SmtpPoint.Dot, SmtpFault.Close),
        };
        server.At(point, fault);
        await using var connection = await Given.ConnectAsync(server);
        using var cancel = new CancellationTokenSource();
        var sending = connection.SendAsync(Given.Mail("a@client.test", "never@server.test", "later@server.test", "good@server.test"), cancel.Token);
        if (where == "cancelled")
        {
            await server.WaitForAsync(SmtpPoint.Dot, 1, Cancel);
            await cancel.CancelAsync();
        }

        var exception = await Assert.ThrowsAsync<SmtpException>(() => sending);
        Assert.Equal(others == SmtpOutcome.Uncertain, exception.IsUncertain);
        Assert.Equal(
            [("never@server.test", SmtpOutcome.Rejected, 550), ("later@server.test", SmtpOutcome.Deferred, 450), ("good@server.test", others, null)],
            exception.Recipients.Select(recipient => (recipient.Recipient.ToString(), recipient.Outcome, recipient.Reply?.Code)));
    }

    [Fact]
    public async Task Where_no_recipient_was_answered_none_is_judged()
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Capabilities.Pipelining = false);
        server.At(SmtpPoint.Rcpt(1), SmtpFault.Close);
        await using var connection = await Given.ConnectAsync(server);
        var exception = await Assert.ThrowsAsync<SmtpException>(() => connection.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel));
        Assert.Equal(SmtpPhase.Rcpt, exception.Phase);
        Assert.Empty(exception.Recipients);
    }
}
