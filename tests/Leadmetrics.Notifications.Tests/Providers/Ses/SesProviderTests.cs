using System.Buffers.Text;
using System.Text;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Tests.Providers.Ses;

public sealed class SesProviderTests
{
    private static CancellationToken Cancel => Hosted.Cancel;

    [Fact]
    public async Task The_fake_takes_the_signature_and_finds_the_message_that_was_given()
    {
        await using var fake = FakeSes.Start();
        fake.ConfigurationSets.Add("main");
        await using var hosted = new Hosted(fake.BaseAddress, configure: config => config with { ConfigurationSet = "main" });
        var message = Hosted.Message with
        {
            Cc = [new("cc@example.net")],
            Bcc = [new("bcc@example.net")],
            Attachments = [EmailAttachment.FromBytes("a.bin", new byte[100_001]), EmailAttachment.FromBytes("b.txt", "two"u8.ToArray(), "text/plain")],
            EnvelopeSender = new("bounces@example.org"),
        };
        var result = await hosted.SendAsync(message);

        var mail = Assert.Single(fake.AcceptedMails);
        Assert.True(mail.Request.IsSigned);
        Assert.Equal("application/json", mail.Request.Header("Content-Type"));
        Assert.Equal(("app@example.com", "main", "bounces@example.org"), (mail.From, mail.ConfigurationSet, mail.FeedbackTo));
        Assert.Equal("jane@example.net cc@example.net bcc@example.net", string.Join(' ', mail.To.Concat(mail.Cc).Concat(mail.Bcc)));
        Assert.Equal((1, 1, 1), (mail.To.Count, mail.Cc.Count, mail.Bcc.Count));
        Assert.Equal(("Gr\u00fc\u00dfe", "Hello.", "<p>Hello.</p>", $"<{Hosted.MessageId}>"), (mail.Message.Subject, mail.Message.Text!.TrimEnd(), mail.Message.Html!.TrimEnd(), mail.Message.MessageId));
        Assert.Equal(new byte[100_001], mail.Message.Attachments[0].Bytes.ToArray());
        Assert.DoesNotContain("bcc@", mail.Message.RawText, StringComparison.Ordinal);
        Assert.Equal((SendOutcome.Accepted, "ses", Hosted.MessageId, mail.Id, 200), (result.Outcome, result.Provider, result.MessageId, result.ProviderMessageId, result.ServerResponse!.Code));
        Assert.Equal(["jane@example.net", "cc@example.net", "bcc@example.net"], result.Recipients.Select(recipient => recipient.Address));
        Assert.All(result.Recipients, recipient => Assert.Equal(RecipientOutcome.Accepted, recipient.Outcome));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(32_767)]
    [InlineData(32_768)]
    [InlineData(200_000)]
    public async Task The_streamed_base64_is_that_of_the_whole_message(int length)
    {
        await using var fake = FakeSes.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        var message = Hosted.Message with { Text = new string('\u00e4', length) + ".", Attachments = [EmailAttachment.FromStream("a.bin", _ => new ValueTask<Stream>(new MemoryStream(new byte[length])))] };
        await hosted.SendAsync(message);
        using var expected = new MemoryStream();
        await Hosted.Submit(message).WriteToAsync(expected, new EmailAddress("app@example.com", "The App"), Cancel);

        var mail = Assert.Single(fake.AcceptedMails);
        Assert.Equal(expected.ToArray(), mail.Message.Raw.ToArray());
        Assert.Equal($"{mail.Request.Body.Length}", mail.Request.Header("Content-Length"));
    }

    [Fact]
    public async Task Tags_carry_our_identity_and_what_fits_of_the_messages_own()
    {
        await using var fake = FakeSes.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        var message = Hosted.Message with { Tags = ["welcome", "not this", "second"], Metadata = new Dictionary<string, string> { ["order"] = "A-17", ["name"] = "Jane Doe", ["tag2"] = "mine" } };
        await hosted.Provider.SendAsync(Hosted.Submit(message) with { Tenant = new TenantId("acme \u00e4") }, Cancel);

        var tags = Assert.Single(fake.AcceptedMails).Tags;
        Assert.Equal((Hosted.MessageId, "acme \u00e4"), (Decode(tags["lmn_message_id"]), Decode(tags["lmn_tenant"])));
        Assert.Equal(["lmn_message_id", "lmn_tenant", "order", "tag", "tag2", "tag3"], tags.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("A-17", "welcome", "mine", "second"), (tags["order"], tags["tag"], tags["tag2"], tags["tag3"]));

        static string Decode(string value) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(value));
    }

    [Fact]
    public async Task What_cannot_be_told_to_ses_is_refused_by_name_before_anything_is_sent()
    {
        await using var fake = FakeSes.Start();
        await using var hosted = new Hosted(fake.BaseAddress);

        Assert.Equal("sendAt", await RefusedAsync(Hosted.Submit() with { Options = new SendOptions { SendAt = DateTimeOffset.MaxValue } }));
        Assert.Equal("batchId", await RefusedAsync(Hosted.Submit() with { Options = new SendOptions { BatchId = "b" } }));
        Assert.Equal("sandbox", await RefusedAsync(Hosted.Submit() with { Options = new SendOptions { Sandbox = true } }));
        Assert.Equal("to", await RefusedAsync(Hosted.Submit(Hosted.Message with { Bcc = [new("j\u00fcrgen@example.net")] })));
        Assert.Equal("envelopeSender.address", await RefusedAsync(Hosted.Submit(Hosted.Message with { EnvelopeSender = new("b@evil.example") })));
        Assert.Equal("from.address", await RefusedAsync(Hosted.Submit(Hosted.Message with { From = new("b@evil.example") })));
        Assert.Equal("metadata.lmn_tenant", await RefusedAsync(Hosted.Submit(Hosted.Message with { Metadata = new Dictionary<string, string> { ["lmn_tenant"] = "x" } })));
        Assert.Equal("tags", await RefusedAsync(Hosted.Submit(Hosted.Message with { Tags = [.. Enumerable.Range(0, 50).Select(number => $"t{number}")] })));
        Assert.Empty(fake.Requests);

        async Task<string> RefusedAsync(EmailSubmission submission) => (await Assert.ThrowsAsync<EmailMessageException>(() => hosted.Provider.SendAsync(submission, Cancel))).Field;
    }

    [Fact]
    public async Task A_time_that_has_passed_is_at_once_and_a_sandbox_that_is_not_wanted_none()
    {
        var now = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        var clock = new Clock(now);
        await using var fake = FakeSes.Start();
        fake.Clock = clock;
        await using var hosted = new Hosted(fake.BaseAddress, time: clock);
        await hosted.Provider.SendAsync(Hosted.Submit() with { Options = new SendOptions { SendAt = now, Sandbox = false } }, Cancel);
        var later = await Assert.ThrowsAsync<EmailMessageException>(() => hosted.Provider.SendAsync(Hosted.Submit() with { Options = new SendOptions { SendAt = now.AddTicks(1) } }, Cancel));

        Assert.Equal("sendAt", later.Field);
        Assert.Single(fake.AcceptedMails);
    }

    [Fact]
    public async Task An_unverified_From_of_the_messages_own_is_told_as_the_sender()
    {
        await using var fake = FakeSes.Start();
        fake.Identities["example.com"] = true;
        await using var hosted = new Hosted(fake.BaseAddress);
        var failure = await hosted.FailAsync(Hosted.Message with { From = new("news@example.org") });

        Assert.Equal((FailureKind.SenderRejected, "sender-not-verified"), (failure.Kind, failure.Remedy?.Code));
    }

    [Fact]
    public async Task A_mail_beyond_40_mb_is_refused_before_anything_is_sent_whether_its_length_is_known_or_not()
    {
        await using var hosted = new Hosted(SendGrid.Hosted.Nowhere);
        const int Length = 31 * 1024 * 1024;
        var known = await hosted.FailAsync(Hosted.Message with { Attachments = [EmailAttachment.FromBytes("a.bin", new byte[Length])] });
        var unknown = await hosted.FailAsync(Hosted.Message with { Attachments = [EmailAttachment.FromStream("a.bin", _ => new ValueTask<Stream>(new Unseekable(new byte[Length])))] });

        // Before it is read, and where nothing is posted at all.
        var captured = await Assert.ThrowsAsync<EmailDeliveryException>(() => hosted.Provider.CheckAsync(Hosted.Submit(Hosted.Message with { Attachments = [EmailAttachment.FromBytes("a.bin", new byte[Length])] }), Cancel));

        foreach (var failure in new[] { known, unknown, captured }) Assert.Equal((FailureKind.TooLarge, SendOutcome.Rejected, SendPhase.Resolve, "message-too-large"), (failure.Kind, failure.Outcome, failure.Phase, failure.Remedy!.Code));
    }

    [Fact]
    public async Task The_gate_is_asked_once_after_the_connect_and_what_it_throws_is_the_callers()
    {
        var asked = 0;
        await using var fake = FakeSes.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        await hosted.Provider.SendAsync(Hosted.Submit() with { Gate = _ => { asked++; return ValueTask.CompletedTask; } }, Cancel);
        var lost = await Assert.ThrowsAsync<TimeoutException>(() => hosted.Provider.SendAsync(Hosted.Submit() with { Gate = _ => throw new TimeoutException("lease") }, Cancel));
        await using var nowhere = new Hosted(SendGrid.Hosted.Nowhere);
        await Assert.ThrowsAsync<EmailDeliveryException>(() => nowhere.Provider.SendAsync(Hosted.Submit() with { Gate = _ => { asked++; return ValueTask.CompletedTask; } }, Cancel));

        Assert.Equal((1, "lease", 1), (asked, lost.Message, fake.AcceptedMails.Count));
    }

    [Fact]
    public async Task An_attachment_that_changes_between_hash_and_wire_ends_the_send_and_ses_gets_no_whole_body()
    {
        var opened = 0;
        await using var fake = FakeSes.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        var changing = EmailAttachment.FromStream("a.bin", _ => new ValueTask<Stream>(new MemoryStream(Enumerable.Repeat((byte)opened++, 100_000).ToArray())));
        var changed = await Assert.ThrowsAsync<EmailMessageException>(() => hosted.SendAsync(Hosted.Message with { Attachments = [changing] }));

        Assert.Equal(("attachments[0]", "is not what it was when the message was signed", 2), (changed.Field, changed.Reason, opened));
        Assert.Empty(fake.AcceptedMails);
    }

    [Fact]
    public async Task No_answer_after_the_body_is_uncertain()
    {
        await using var fake = FakeSes.Start();
        fake.Answer(FakeSesAnswer.CloseAfterBody);
        await using var hosted = new Hosted(fake.BaseAddress);
        var failure = await hosted.FailAsync();

        Assert.Equal((SendOutcome.Uncertain, SendPhase.DotSent, false), (failure.Outcome, failure.Phase, failure.IsTransient));
    }

    [Fact]
    public async Task Cancelled_after_the_body_it_is_uncertain_and_before_it_a_cancellation()
    {
        await using var fake = FakeSes.Start();
        fake.Answer(FakeSesAnswer.Hang);
        await using var hosted = new Hosted(fake.BaseAddress);
        using var cancel = new CancellationTokenSource();
        var sending = hosted.Provider.SendAsync(Hosted.Submit(), cancel.Token);
        await fake.WaitForRequestsAsync(1, Cancel);
        await cancel.CancelAsync();
        var failure = await Assert.ThrowsAsync<EmailDeliveryException>(() => sending);

        Assert.Equal((SendOutcome.Uncertain, FailureKind.Timeout), (failure.Outcome, failure.Kind));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hosted.Provider.SendAsync(Hosted.Submit(), new CancellationToken(true)));
    }

    [Fact]
    public async Task The_deadline_after_the_body_is_uncertain()
    {
        var clock = new ExpiringClock();
        await using var fake = FakeSes.Start();
        fake.Answer(FakeSesAnswer.Hang);
        await using var hosted = new Hosted(fake.BaseAddress, time: clock);
        var sending = hosted.FailAsync();
        await fake.WaitForRequestsAsync(1, Cancel);
        clock.Expire();

        Assert.Equal((SendOutcome.Uncertain, FailureKind.Timeout), ((await sending).Outcome, (await sending).Kind));
    }

    [Fact]
    public async Task A_refused_connection_is_deferred()
    {
        await using var hosted = new Hosted(SendGrid.Hosted.Nowhere);
        var failure = await hosted.FailAsync();

        Assert.Equal((FailureKind.Connect, SendOutcome.Deferred, SendPhase.Connect, "ses-unreachable"), (failure.Kind, failure.Outcome, failure.Phase, failure.Remedy!.Code));
    }

    [Theory]
    [InlineData("id", FailureKind.Authentication, "ses-access-key")]
    [InlineData("secret", FailureKind.Authentication, "ses-secret-key")]
    [InlineData("token", FailureKind.Authentication, "ses-access-key")]
    [InlineData("region", FailureKind.Authentication, "ses-region")]
    [InlineData("set", FailureKind.Configuration, "ses-configuration-set")]
    public async Task Settings_that_are_wrong_are_explained_by_what_amazon_answers(string what, FailureKind kind, string remedy)
    {
        await using var fake = FakeSes.Start();
        await using var hosted = new Hosted(fake.BaseAddress, configure: config => what switch
        {
            "id" => config with { AccessKeyId = "AKIAOTHEROTHEROTHER0" },
            "secret" => config with { SecretAccessKey = new("planted-wrong-secret") },
            "token" => config with { SessionToken = new("planted-token") },
            "region" => config with { Region = "us-east-1" },
            _ => config with { ConfigurationSet = "not-there" },
        });
        var failure = await hosted.FailAsync();

        Assert.Equal((kind, SendOutcome.Rejected, remedy), (failure.Kind, failure.Outcome, failure.Remedy?.Code));
        Assert.DoesNotContain("planted", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_token_is_sent_and_signed()
    {
        await using var fake = FakeSes.Start();
        (fake.AccessKeyId, fake.SessionToken) = ("ASIAFAKEFAKEFAKEFAKE", "fake//token==");
        await using var hosted = new Hosted(fake.BaseAddress, configure: config => config with { AccessKeyId = "ASIAFAKEFAKEFAKEFAKE", SessionToken = new("fake//token==") });
        await hosted.SendAsync();

        Assert.Contains("x-amz-security-token", Assert.Single(fake.AcceptedMails).Request.Header("Authorization"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_that_is_wrong_is_deferred_and_told_to_the_operator()
    {
        var log = new LogSink();
        var now = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        await using var fake = FakeSes.Start();
        fake.Answer(FakeSesAnswer.Status(403, """{"message":"Signature expired: 1 is now earlier than 2"}""", ("x-amzn-ErrorType", "InvalidSignatureException"), ("Date", "Sun, 01 Mar 2026 11:00:00 GMT")));
        await using var hosted = new Hosted(fake.BaseAddress, time: new Clock(now), log: log);
        var failure = await hosted.FailAsync();

        Assert.Equal((FailureKind.Authentication, SendOutcome.Deferred, "ses-clock"), (failure.Kind, failure.Outcome, failure.Remedy?.Code));
        Assert.Contains(log.Lines, line => line.Contains("eu-west-1", StringComparison.Ordinal) && line.Contains("01:00:00 ahead", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("Sun, 01 Mar 2026 00:00:09 GMT", 9)]
    [InlineData("Sat, 28 Feb 2026 00:00:00 GMT", 0)]
    public async Task Retry_after_is_read_as_seconds_and_as_a_date(string value, int wait)
    {
        await using var fake = FakeSes.Start();
        fake.Answer(FakeSesAnswer.Status(503, "", ("Retry-After", value)));
        await using var hosted = new Hosted(fake.BaseAddress, time: new Clock(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero)));

        Assert.Equal(TimeSpan.FromSeconds(wait), (await hosted.FailAsync()).RetryAfter);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("{\"MessageId\":5}")]
    public async Task Taken_is_taken_whatever_becomes_of_the_id(string body)
    {
        await using var fake = FakeSes.Start();
        fake.Answer(FakeSesAnswer.Status(200, body));
        await using var hosted = new Hosted(fake.BaseAddress);
        var result = await hosted.SendAsync();

        Assert.Equal((SendOutcome.Accepted, null), (result.Outcome, result.ProviderMessageId));
    }

    private sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    private sealed class Unseekable(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;
    }
}
