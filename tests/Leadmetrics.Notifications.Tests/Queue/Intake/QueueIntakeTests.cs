using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Queue.Bodies;
using Leadmetrics.Notifications.Queue.Intake;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tests.Tenancy.Mailing;

namespace Leadmetrics.Notifications.Tests.Queue.Intake;

public sealed class QueueIntakeTests : IDisposable
{
    private static readonly QueueOptions AtOnce = new();

    private readonly Route _route = new(new Route.Candidate());
    private readonly IntakeInMemory _store = new();
    private readonly ManualClock _clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private QueueIntake Intake => new(_route, _store, new IntakeLimits(100_000), _clock);

    public void Dispose() => _route.Dispose();

    [Fact]
    public async Task A_mail_is_stored_with_an_identity_of_its_own_and_how_it_is_sent()
    {
        var options = new QueueOptions
        {
            IdempotencyKey = "order-5",
            SendAt = _clock.GetUtcNow().AddHours(1),
            ExpiresAt = _clock.GetUtcNow().AddHours(2),
            OnUncertain = OnUncertain.Hold,
            Lane = QueueLane.Bulk,
            IgnoreSuppressions = true,
            Provider = new SendOptions { TrackOpens = true },
        };

        var id = await Intake.QueueAsync(Route.Acme, Mail(), options, Cancel);

        var mail = Assert.Single(_store.Mails);
        Assert.Equal((id, Route.Acme, "order-5", options.SendAt, options.ExpiresAt, OnUncertain.Hold, QueueLane.Bulk), (mail.Id, mail.Tenant, mail.IdempotencyKey, mail.SendAt, mail.ExpiresAt, mail.OnUncertain, mail.Lane));
        Assert.Equal(7, mail.Id.Version);
        Assert.Matches(@"\A[0-9a-f]{32}@example\.com\z", mail.MessageId);
        Assert.Equal(32, mail.BodyHash.Length);
        var read = MailBodyReader.Read(mail.Body.Span, Route.Acme, _store);
        Assert.Equal(new SendOptions { IsBulk = true, IgnoreSuppressions = true, TrackOpens = true }, read.Options);
        Assert.Equal("Hello", read.Message.Subject);
    }

    [Fact]
    public async Task The_same_message_has_the_same_hash_under_another_Message_ID_and_at_another_time()
    {
        var keyed = AtOnce with { IdempotencyKey = "order-5" };
        await Intake.QueueAsync(Route.Acme, Mail(), keyed, Cancel);
        _clock.Advance(TimeSpan.FromHours(1));
        await Intake.QueueAsync(Route.Acme, Mail(), keyed with { SendAt = _clock.GetUtcNow() }, Cancel);
        await Intake.QueueAsync(Route.Acme, Mail() with { Text = "Another." }, keyed, Cancel);

        Assert.Equal(_store.Mails[0].BodyHash.ToArray(), _store.Mails[1].BodyHash.ToArray());
        Assert.NotEqual(_store.Mails[0].MessageId, _store.Mails[1].MessageId);
        Assert.NotEqual(_store.Mails[0].BodyHash.ToArray(), _store.Mails[2].BodyHash.ToArray());

        // Nobody compares it where there is no key.
        await Intake.QueueAsync(Route.Acme, Mail(), AtOnce, Cancel);
        Assert.True(_store.Mails[3].BodyHash.IsEmpty);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(8191, false)]
    [InlineData(8192, false)]
    [InlineData(8193, true)]
    [InlineData(65536, true)]
    [InlineData(65537, true)]
    public async Task A_small_content_is_in_the_body_and_a_larger_one_is_a_blob_of_its_own(int length, bool isBlob)
    {
        var content = Content(length, 7);
        foreach (var attachment in (EmailAttachment[])[EmailAttachment.FromBytes("a.bin", content), EmailAttachment.FromStream("a.bin", _ => new(new Trickle(content)))])
        {
            await Intake.QueueAsync(Route.Acme, Mail(attachment), AtOnce with { IdempotencyKey = "order-5" }, Cancel);

            var mail = _store.Mails[^1];
            Assert.Equal(isBlob ? 1 : 0, mail.Blobs.Count);
            var read = Assert.Single(MailBodyReader.Read(mail.Body.Span, Route.Acme, _store).Message.Attachments);
            await using var stream = await read.OpenAsync(Cancel);
            using var again = new MemoryStream();
            await stream.CopyToAsync(again, Cancel);
            Assert.Equal(content, again.ToArray());
            Assert.Equal(length, read.Length);
        }

        Assert.Equal(_store.Mails[0].BodyHash.ToArray(), _store.Mails[1].BodyHash.ToArray());
    }

    [Fact]
    public async Task A_content_is_read_once_to_hash_it_and_once_by_the_store_and_stored_once()
    {
        var opened = 0;
        var attachment = EmailAttachment.FromStream("a.bin", _ => new(new MemoryStream(Content(20_000, ++opened > 0 ? 1 : 0))));

        await Intake.QueueAsync(Route.Acme, Mail(attachment, EmailAttachment.FromBytes("b.bin", Content(20_000, 1))), AtOnce, Cancel);

        Assert.Equal(2, opened);
        Assert.Single(Assert.Single(_store.Mails).Blobs);
        Assert.Equal(2, MailBodyReader.Read(_store.Mails[0].Body.Span, Route.Acme, _store).Message.Attachments.Count);
    }

    [Theory]
    [InlineData(100_000, 0, null)]
    [InlineData(100_001, 0, "text")]
    [InlineData(50_000, 50_000, null)]
    [InlineData(50_000, 50_001, "attachments[0]")]
    [InlineData(1, 200_000, "attachments[0]")]
    public async Task Texts_and_attachments_together_are_bounded(int text, int attachment, string? refused)
    {
        var content = Content(attachment, 1);
        foreach (var each in (EmailAttachment[][])[attachment == 0 ? [] : [EmailAttachment.FromBytes("a.bin", content)], attachment == 0 ? [] : [EmailAttachment.FromStream("a.bin", _ => new(new Trickle(content)))]])
        {
            var queued = Intake.QueueAsync(Route.Acme, Mail(each) with { Text = new string('x', text) }, AtOnce, Cancel);

            if (refused is null) await queued;
            else Assert.Equal(refused, (await Assert.ThrowsAsync<EmailMessageException>(() => queued)).Field);
        }

        Assert.Equal(refused is null ? 2 : 0, _store.Mails.Count);
    }

    [Fact]
    public async Task An_endless_content_is_not_read_to_its_end()
    {
        var endless = new Trickle([]) { IsEndless = true };

        await Assert.ThrowsAsync<EmailMessageException>(() => Intake.QueueAsync(Route.Acme, Mail(EmailAttachment.FromStream("a.bin", _ => new(endless))), AtOnce, Cancel));

        Assert.InRange(endless.Given, 100_000, 300_000);
    }

    [Fact]
    public async Task Octets_are_counted_and_not_characters()
    {
        await Intake.QueueAsync(Route.Acme, Mail() with { Text = new string('ä', 50_000) }, AtOnce, Cancel);
        await Assert.ThrowsAsync<EmailMessageException>(() => Intake.QueueAsync(Route.Acme, Mail() with { Text = new string('ä', 50_001) }, AtOnce, Cancel));
    }

    [Theory]
    [InlineData(EnqueueOutcome.KeyReused, QueueRefusal.KeyReused, "IdempotencyKey")]
    [InlineData(EnqueueOutcome.SendAtPast, QueueRefusal.SendAtPast, "SendAt")]
    [InlineData(EnqueueOutcome.SendAtFar, QueueRefusal.SendAtFar, "366 days")]
    [InlineData(EnqueueOutcome.Expired, QueueRefusal.Expired, "ExpiresAt")]
    [InlineData(EnqueueOutcome.ExpiresFar, QueueRefusal.ExpiresFar, "30 days")]
    public async Task What_the_store_refuses_is_told_with_what_to_do(EnqueueOutcome outcome, QueueRefusal refusal, string word)
    {
        _store.Answers = outcome;

        foreach (var queued in (Func<Task>[])[() => Intake.QueueAsync(Route.Acme, Mail(), AtOnce, Cancel), () => Intake.QueueManyAsync(Route.Acme, [Mail()], AtOnce, Cancel)])
        {
            var refused = await Assert.ThrowsAsync<QueueRefusedException>(queued);
            Assert.Equal(refusal, refused.Refusal);
            Assert.Contains(word, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_known_key_gives_the_first_mails_id()
    {
        (_store.Answers, _store.KnownAs) = (EnqueueOutcome.Known, Guid.NewGuid());

        Assert.Equal(_store.KnownAs, await Intake.QueueAsync(Route.Acme, Mail(), AtOnce, Cancel));
    }

    [Fact]
    public async Task What_the_queue_cannot_ask_of_a_provider_is_refused_by_name()
    {
        foreach (var (options, name) in ((SendOptions, string)[])[(new() { SendAt = _clock.GetUtcNow() }, "SendAt"), (new() { BatchId = "b" }, "BatchId"), (new() { Sandbox = false }, "Sandbox")])
        {
            var refused = await Assert.ThrowsAsync<ArgumentException>(() => Intake.QueueAsync(Route.Acme, Mail(), new QueueOptions { Provider = options }, Cancel));
            Assert.Contains($"QueueOptions.Provider.{name} ", refused.Message, StringComparison.Ordinal);
        }

        await Assert.ThrowsAsync<ArgumentException>(() => Intake.QueueManyAsync(Route.Acme, [Mail()], new QueueOptions { IdempotencyKey = "k" }, Cancel));
        Assert.Empty(_store.Mails);
    }

    [Fact]
    public async Task Of_many_one_that_is_wrong_is_named_and_none_is_stored()
    {
        EmailMessage[][] wrong =
        [
            [Mail(), Mail() with { To = [new("nobody")] }],
            [Mail(), null!],
            [Mail(), Mail(EmailAttachment.FromBytes("a.bin", new byte[100_001]))],
            [Mail(), Mail(EmailAttachment.FromStream("a.bin", _ => throw new IOException("gone")))],
        ];
        foreach (var (messages, field) in wrong.Zip((string[])["messages[1].to[0].address", "messages[1]", "messages[1].attachments[0]", "messages[1].attachments[0]"]))
        {
            Assert.Equal(field, (await Assert.ThrowsAsync<EmailMessageException>(() => Intake.QueueManyAsync(Route.Acme, messages, AtOnce, Cancel))).Field);
        }

        Assert.Empty(_store.Mails);
        Assert.Empty(await Intake.QueueManyAsync(Route.Acme, [], AtOnce, Cancel));
        Assert.Empty(_store.Transactions);
    }

    [Fact]
    public async Task Of_many_each_has_its_own_identity_in_their_order()
    {
        var ids = await Intake.QueueManyAsync(Route.Acme, [Mail() with { Subject = "1" }, Mail() with { Subject = "2" }], AtOnce, Cancel);

        Assert.Equal(ids, _store.Mails.Select(mail => mail.Id));
        Assert.Equal(["1", "2"], _store.Mails.Select(mail => MailBodyReader.Read(mail.Body.Span, Route.Acme, _store).Message.Subject));
        Assert.Equal(2, _store.Mails.Select(mail => mail.MessageId).Distinct().Count());
        Assert.Single(_store.Transactions);
    }

    [Fact]
    public async Task A_content_that_cannot_be_opened_a_second_time_names_its_field()
    {
        var opened = 0;
        var attachment = EmailAttachment.FromStream("a.bin", _ => ++opened == 1 ? new(new MemoryStream(new byte[10_000])) : throw new IOException("gone"));

        Assert.Equal("messages[0].attachments[0]", (await Assert.ThrowsAsync<EmailMessageException>(() => Intake.QueueManyAsync(Route.Acme, [Mail(attachment)], AtOnce, Cancel))).Field);
    }

    [Fact]
    public async Task A_tenant_that_nothing_serves_is_told_at_once()
    {
        var failure = new EmailFailure { Kind = FailureKind.Configuration, Phase = SendPhase.Resolve, Outcome = SendOutcome.Rejected, Message = "The tenant has no verified provider." };
        var intake = new QueueIntake(new Nothing(failure), _store, new IntakeLimits(IntakeLimits.DefaultMaxMessageSize), _clock);

        Assert.Same(failure, (await Assert.ThrowsAsync<EmailDeliveryException>(() => intake.QueueAsync(Route.Acme, Mail(), AtOnce, Cancel))).Failure);
        Assert.Empty(_store.Mails);
    }

    private static EmailMessage Mail(params EmailAttachment[] attachments) => new() { To = [new("jane@example.net")], Subject = "Hello", Text = "Hello.", Attachments = attachments };

    private static byte[] Content(int length, int seed)
    {
        var content = new byte[length];
        for (var i = 0; i < length; i++) content[i] = (byte)(i * 31 + seed);
        return content;
    }

    private sealed class Nothing(EmailFailure failure) : IEmailProviderResolver
    {
        public ValueTask<EmailRoute> ResolveAsync(TenantId tenant, CancellationToken cancellationToken = default) => throw new EmailDeliveryException(failure);
    }

    /// <summary>Cannot seek, does not know its length, and gives a few octets at a time.</summary>
    private sealed class Trickle(byte[] content) : Stream
    {
        private readonly MemoryStream _content = new(content);

        public bool IsEndless { get; init; }

        public long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var some = buffer[..Math.Min(buffer.Length, 777)];
            var read = IsEndless ? some.Length : _content.Read(some.Span);
            Given += read;
            return ValueTask.FromResult(read);
        }

        public override void Flush() => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
