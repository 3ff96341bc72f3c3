using Leadmetrics.Notifications.Providers.SendGrid;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Tests.Providers.SendGrid;

/// <summary>SendGrid demands a To; not every mail has one that is still open.</summary>
public sealed class SendGridEnvelopeTests
{
    private static readonly EmailMessage Letter = new() { Subject = "Hello", Text = "Hello." };

    [Fact]
    public void Everybody_stands_where_the_message_has_them_and_once() => Assert.Equal(
        ["to a b, cc c, bcc d"],
        Envelopes(Letter with { To = Addresses("a", "b"), Cc = Addresses("c", "A"), Bcc = Addresses("d", "b") }));

    [Fact]
    public void Where_no_to_is_open_the_first_copy_stands_there() => Assert.Equal(
        ["to c, cc d, bcc e f"],
        Envelopes(Letter with { To = Addresses("a", "b"), Cc = Addresses("c", "d"), Bcc = Addresses("e", "f") }, "c", "d", "e", "f"));

    [Fact]
    public void Who_gets_a_blind_copy_alone_sees_nobody_else() => Assert.Equal(
        ["to e, cc , bcc ", "to f, cc , bcc "],
        Envelopes(Letter with { To = Addresses("a"), Bcc = Addresses("e", "f") }, "e", "f"));

    [Theory]
    [InlineData("Doe, Jane", "\"Doe, Jane\"")]
    [InlineData("Doe; \"J\\J\"", "\"Doe; \\\"J\\\\J\\\"\"")]
    [InlineData("Jane \"J\" Doe", "Jane \"J\" Doe")]
    public async Task A_name_with_a_comma_or_a_semicolon_goes_out_in_quotes(string name, string expected)
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        EmailAddress Named(string local) => new($"{local}@example.net", name);
        await hosted.SendAsync(Letter with { To = [Named("a")], Cc = [Named("b")], Bcc = [Named("c")], ReplyTo = [Named("d"), Named("e")] });
        await hosted.Provider.SendBatchAsync(EmailBatchSubmission.Create(new EmailBatch(Letter, [new(Named("a"))]), () => "1@example.com", DateTimeOffset.UnixEpoch), Hosted.Cancel);

        Assert.Equal(2, fake.AcceptedMails.Count);
        var one = fake.AcceptedMails[0].Json!.Value.GetProperty("personalizations")[0];
        Assert.All(["to", "cc", "bcc"], list => Assert.Equal(expected, one.GetProperty(list)[0].GetProperty("name").GetString()));
        Assert.Equal(expected, fake.AcceptedMails[1].Json!.Value.GetProperty("personalizations")[0].GetProperty("to")[0].GetProperty("name").GetString());
        Assert.Equal(name, fake.AcceptedMails[0].Json!.Value.GetProperty("reply_to_list")[0].GetProperty("name").GetString());
    }

    private static EmailAddress[] Addresses(params string[] names) => [.. names.Select(name => new EmailAddress($"{name}@example.net"))];

    private static string[] Envelopes(EmailMessage message, params string[] open)
    {
        var submission = EmailSubmission.Create(message, "1@example.com", DateTimeOffset.UnixEpoch);
        if (open.Length > 0) submission = submission.For([.. submission.Recipients.Where(recipient => open.Contains(recipient.LocalPart))]);
        return [.. SendGridAddresses.EnvelopesOf(submission).Select(envelope => $"to {Names(envelope.To)}, cc {Names(envelope.Cc)}, bcc {Names(envelope.Bcc)}")];
    }

    private static string Names(IReadOnlyList<(Leadmetrics.Smtp.Mailbox Mailbox, string? Name)> addresses) => string.Join(' ', addresses.Select(address => address.Mailbox.LocalPart));
}
