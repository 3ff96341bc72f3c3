namespace Leadmetrics.Notifications.Tests.Messages;

public sealed class EmailBatchSubmissionTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, 500, TimeSpan.Zero);
    private static readonly EmailMessage Letter = new()
    {
        Subject = "Hello {{name}}",
        Text = "Dear {{name}}, you owe {{sum}}.",
        Html = "<p>Dear {{name}}</p>",
        Metadata = new Dictionary<string, string> { ["campaign"] = "may", ["kind"] = "letter" },
    };

    private int _minted;

    [Fact]
    public void Each_mail_names_its_own_recipient_alone_and_says_what_is_theirs()
    {
        var batch = Create(Letter, To("jane@example.net", "Jane & Co", "5"), To("joe@example.net", "Joe", "7") with { Metadata = new Dictionary<string, string> { ["kind"] = "reminder" } });

        var jane = batch.SubmissionOf(batch.Items[0]);
        var joe = batch.SubmissionOf(batch.Items[1]);

        Assert.Equal("jane@example.net", Assert.Single(jane.Recipients).ToString());
        Assert.Equal(("Hello Jane & Co", "Dear Jane & Co, you owe 5.", "<p>Dear Jane &amp; Co</p>"), (jane.Message.Subject, jane.Message.Text, jane.Message.Html));
        Assert.Equal(("1@example.com", "2@example.com"), (jane.MessageId, joe.MessageId));
        Assert.Equal([("campaign", "may"), ("kind", "reminder")], joe.Message.Metadata.Select(entry => (entry.Key, entry.Value)).Order());
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero), joe.Date);
    }

    [Fact]
    public void Tenant_and_options_and_gate_go_with_each_mail()
    {
        var options = new SendOptions { IsBulk = true };
        Func<CancellationToken, ValueTask> gate = _ => ValueTask.CompletedTask;
        var batch = Create(Letter, To("jane@example.net", "Jane", "5")) with { Tenant = new TenantId("acme"), Options = options, Gate = gate };

        var mail = batch.SubmissionOf(batch.Items[0]);

        Assert.Equal((new TenantId("acme"), options, gate), (mail.Tenant!.Value, mail.Options, mail.Gate));
    }

    [Fact]
    public void What_is_wrong_with_one_recipient_is_told_with_its_place()
    {
        Assert.Equal("recipients[1].values: have none for sum, which the message names", Refused(Letter, To("jane@example.net", "Jane", "5"), new EmailBatchRecipient(new EmailAddress("joe@example.net")) { Values = new Dictionary<string, string> { ["name"] = "Joe" } }));
        Assert.StartsWith("recipients[0].to[0]", Refused(Letter, To("no address", "Jane", "5")), StringComparison.Ordinal);
        Assert.StartsWith("recipients[1].subject", Refused(Letter, To("jane@example.net", "Jane", "5"), To("joe@example.net", "Joe\r\nBcc: all@example.net", "5")), StringComparison.Ordinal);
        Assert.StartsWith("recipients[0]:", Refused(Letter, new EmailBatchRecipient(null!)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_with_recipients_of_its_own_or_a_batch_without_any_is_refused()
    {
        Assert.StartsWith("to:", Refused(Letter with { Bcc = [new EmailAddress("boss@example.net")] }, To("jane@example.net", "Jane", "5")), StringComparison.Ordinal);
        Assert.StartsWith("recipients:", Refused(Letter), StringComparison.Ordinal);
        Assert.StartsWith("recipients:", Refused(Letter, [.. Enumerable.Repeat(To("jane@example.net", "Jane", "5"), 10_001)]), StringComparison.Ordinal);
        Assert.StartsWith("listUnsubscribe:", Refused(Letter with { ListUnsubscribe = new ListUnsubscribe { Url = new Uri("https://example.com/u") } }, To("jane@example.net", "Jane", "5")), StringComparison.Ordinal);
    }

    [Fact]
    public void Everybody_may_leave_the_list_by_a_link_of_their_own()
    {
        var own = new ListUnsubscribe { Url = new Uri("https://example.com/u/1") };
        var batch = Create(Letter, To("jane@example.net", "Jane", "5") with { ListUnsubscribe = own }, To("joe@example.net", "Joe", "5"));

        Assert.Equal((own, null), (batch.SubmissionOf(batch.Items[0]).Message.ListUnsubscribe, batch.SubmissionOf(batch.Items[1]).Message.ListUnsubscribe));
    }

    [Fact]
    public void Nothing_of_it_is_told_in_a_log() => Assert.DoesNotContain("jane", $"{Create(Letter, To("jane@example.net", "Jane", "5"))} {To("jane@example.net", "Jane", "5")} {new EmailBatch(Letter, [])}", StringComparison.OrdinalIgnoreCase);

    private static EmailBatchRecipient To(string address, string name, string sum) => new(new EmailAddress(address)) { Values = new Dictionary<string, string> { ["name"] = name, ["sum"] = sum } };

    private EmailBatchSubmission Create(EmailMessage message, params EmailBatchRecipient[] recipients) => EmailBatchSubmission.Create(new EmailBatch(message, recipients), () => $"{++_minted}@example.com", Now);

    private string Refused(EmailMessage message, params EmailBatchRecipient[] recipients) => Assert.Throws<EmailMessageException>(() => Create(message, recipients)).Message;
}
