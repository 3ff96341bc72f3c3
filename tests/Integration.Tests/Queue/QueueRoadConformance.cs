using System.Text;
using Leadmetrics.Integration.Tenancy;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Hosting;
using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Integration.Queue;

/// <summary>The way of a queued mail through a whole host: a real store, a real worker, servers that answer.</summary>
public abstract class QueueRoadConformance : IAsyncLifetime
{
    private static readonly TenantId Acme = new("acme");
    private static readonly TenantId Globex = new("globex");

    private readonly List<TestHost> _hosts = [];

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts) await host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_queued_mail_is_sent_by_the_platform_and_its_history_tells_so()
    {
        var host = await StartAsync();
        var content = Encoding.UTF8.GetBytes(new string('x', 100_000));
        var id = await host.Mailer.QueueAsync(Acme, Message() with { Attachments = [EmailAttachment.FromBytes("notes.txt", content)] }, cancellationToken: Ended);
        var mail = await ComesToAsync(host, Acme, id, QueuedMailState.Sent);
        var attempt = Assert.Single(mail.History);
        Assert.Equal((AttemptOutcome.Sent, "sendgrid", "platform"), (attempt.Outcome, attempt.Provider, attempt.Account));
        var sent = Assert.Single(host.SendGrid.AcceptedMails);
        Assert.Contains(Convert.ToBase64String(content), Encoding.UTF8.GetString(sent.Body.Span), StringComparison.Ordinal);
        Assert.Contains(mail.MessageId, Encoding.UTF8.GetString(sent.Body.Span), StringComparison.Ordinal);
        Assert.Equal((0, 0, 1), await CountsAsync(host, Acme));
    }

    [Fact]
    public async Task A_key_stands_for_one_mail()
    {
        var host = await StartAsync();
        var options = new QueueOptions { IdempotencyKey = "order-7" };
        var id = await host.Mailer.QueueAsync(Acme, Message(), options, Ended);
        Assert.Equal(id, await host.Mailer.QueueAsync(Acme, Message(), options, Ended));
        Assert.NotEqual(id, await host.Mailer.QueueAsync(Globex, Message(), options, Ended));
        var reused = await Assert.ThrowsAsync<QueueRefusedException>(() => host.Mailer.QueueAsync(Acme, Message("Another"), options, Ended));
        Assert.Equal(QueueRefusal.KeyReused, reused.Refusal);
        await ComesToAsync(host, Acme, id, QueuedMailState.Sent);
        Assert.Equal(id, await host.Mailer.QueueAsync(Acme, Message(), options, Ended));
        Assert.Equal((0, 0, 1), await CountsAsync(host, Acme));
    }

    [Fact]
    public async Task What_cannot_be_sent_is_refused_before_it_is_queued()
    {
        var host = await StartAsync(options => options.Queue.MaxMessageSize = 2048);
        await Refused<EmailMessageException>(Message() with { To = [] }, new());
        await Refused<EmailMessageException>(Message() with { Text = new string('x', 4096) }, new());
        await Refused<EmailMessageException>(Message() with { Attachments = [EmailAttachment.FromStream("a.bin", _ => ValueTask.FromResult<Stream>(new MemoryStream(new byte[4096])))] }, new());
        Assert.Equal(QueueRefusal.SendAtPast, (await Refused<QueueRefusedException>(Message(), new() { SendAt = DateTimeOffset.UnixEpoch })).Refusal);
        Assert.Equal(QueueRefusal.Expired, (await Refused<QueueRefusedException>(Message(), new() { ExpiresAt = DateTimeOffset.UnixEpoch })).Refusal);
        Assert.Equal((0, 0, 0), await CountsAsync(host, Acme));

        async Task<T> Refused<T>(EmailMessage message, QueueOptions options)
            where T : Exception => await Assert.ThrowsAsync<T>(() => host.Mailer.QueueAsync(Acme, message, options, Ended));
    }

    [Fact]
    public async Task A_tenant_that_nothing_serves_cannot_queue()
    {
        var host = await StartAsync(options => options.Platform.SendGrid = null);
        var refused = await Assert.ThrowsAsync<EmailDeliveryException>(() => host.Mailer.QueueAsync(Acme, Message(), cancellationToken: Ended));
        Assert.Equal(FailureKind.Configuration, refused.Kind);
    }

    [Fact]
    public async Task Many_are_queued_at_once_and_all_arrive()
    {
        var host = await StartAsync();
        var ids = await host.Mailer.QueueManyAsync(Acme, [.. Enumerable.Range(0, 200).Select(i => Message($"Letter {i}"))], new() { Lane = QueueLane.Bulk }, Ended);
        Assert.Equal(200, ids.Distinct().Count());
        await UntilAsync(async () => await CountsAsync(host, Acme) == (0, 0, 200));
        Assert.Equal(200, host.SendGrid.AcceptedMails.Count);
    }

    [Fact]
    public async Task A_refused_mail_is_a_dead_letter_and_can_be_put_back_under_its_message_id()
    {
        var host = await StartAsync();
        host.SendGrid.Answer(FakeSendGridAnswer.BadRequest("content", "The content is not allowed."));
        var id = await host.Mailer.QueueAsync(Acme, Message(), cancellationToken: Ended);
        var dead = await ComesToAsync(host, Acme, id, QueuedMailState.Dead);
        var letter = Assert.Single(await host.Get<IMailQueue>().ListDeadAsync(Acme, cancellationToken: Ended));
        Assert.Equal((id, DeadReason.Rejected, 400), (letter.Id, letter.Reason, letter.Code));
        Assert.Empty(await host.Get<IMailQueue>().ListDeadAsync(Globex, cancellationToken: Ended));
        Assert.Equal(0, await host.Get<IMailQueue>().RequeueAsync(Globex, [id], Ended));
        Assert.Equal(1, await host.Get<IMailQueue>().RequeueAsync(Acme, [id], Ended));
        var sent = await ComesToAsync(host, Acme, id, QueuedMailState.Sent);
        Assert.Equal(dead.MessageId, sent.MessageId);
        Assert.Equal((0, 0, 1), await CountsAsync(host, Acme));
    }

    [Fact]
    public async Task A_paused_tenants_mail_waits_until_it_is_resumed_and_others_go_on()
    {
        var host = await StartAsync();
        await host.Get<IMailQueue>().PauseAsync(Acme, Ended);
        var waiting = await host.Mailer.QueueAsync(Acme, Message(), cancellationToken: Ended);
        var other = await host.Mailer.QueueAsync(Globex, Message(), cancellationToken: Ended);
        await ComesToAsync(host, Globex, other, QueuedMailState.Sent);
        Assert.Equal(QueuedMailState.Ready, (await host.Get<IMailQueue>().FindAsync(Acme, waiting, Ended))!.State);
        Assert.True((await host.Get<IMailQueue>().StatusAsync(Acme, Ended)).Paused);
        await host.Get<IMailQueue>().ResumeAsync(Acme, Ended);
        await ComesToAsync(host, Acme, waiting, QueuedMailState.Sent);
    }

    [Fact]
    public async Task A_mail_that_a_later_version_wrote_goes_back_as_it_was_and_the_tenants_other_mail_is_sent()
    {
        var host = await StartAsync();
        var later = new NewMail
        {
            Tenant = Acme,
            Id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
            MessageId = "later@acme.test",
            Body = """{"version":2,"content":"of another kind"}"""u8.ToArray(),
            BodyHash = new byte[32],
            ExpiresAt = TimeProvider.System.GetUtcNow().AddSeconds(5),
        };
        Assert.Equal(EnqueueOutcome.Queued, (await host.Get<IQueueIntakeStore>().EnqueueAsync(later, cancellationToken: Ended)).Outcome);
        var mail = await ComesToAsync(host, Acme, later.Id, QueuedMailState.Scheduled);
        Assert.Equal((0, 0), (mail.Attempts, mail.History.Count));
        await ComesToAsync(host, Acme, await host.Mailer.QueueAsync(Acme, Message(), cancellationToken: Ended), QueuedMailState.Sent);

        // Where no worker of that version comes, it does not wait for ever.
        await ComesToAsync(host, Acme, later.Id, QueuedMailState.Dead);
        Assert.Equal((later.Id, DeadReason.Expired), Assert.Single((await host.Get<IMailQueue>().ListDeadAsync(Acme, cancellationToken: Ended)).Select(dead => (dead.Id, dead.Reason))));
        Assert.Single(host.SendGrid.AcceptedMails);
    }

    [Fact]
    public async Task A_cancelled_mail_is_never_sent()
    {
        var host = await StartAsync();
        var id = await host.Mailer.QueueAsync(Acme, Message(), new() { SendAt = TimeProvider.System.GetUtcNow().AddHours(1) }, Ended);
        Assert.Equal(QueuedMailState.Scheduled, (await host.Get<IMailQueue>().FindAsync(Acme, id, Ended))!.State);
        Assert.Equal(CancelOutcome.NotFound, await host.Get<IMailQueue>().CancelAsync(Globex, id, Ended));
        Assert.Equal(CancelOutcome.Cancelled, await host.Get<IMailQueue>().CancelAsync(Acme, id, Ended));
        Assert.Equal(CancelOutcome.Settled, await host.Get<IMailQueue>().CancelAsync(Acme, id, Ended));
        Assert.Equal(QueuedMailState.Cancelled, (await host.Get<IMailQueue>().FindAsync(Acme, id, Ended))!.State);
        Assert.Empty(host.SendGrid.Requests);
    }

    [Fact]
    public async Task An_account_that_answers_429_waits_for_its_reset_while_others_go_on_and_all_arrive()
    {
        var host = await StartAsync();
        await using var catcher = await SmtpCatcher.StartAsync(TenancyScenario.TakesAcme, Ended);
        var row = await host.Providers.AddAsync(Globex, ProviderDraft.From(new Notifications.Providers.Smtp.SmtpConfig
        {
            Host = "localhost",
            Port = catcher.Port,
            User = "user@acme.test",
            Pass = new Notifications.Secrets.Secret(TenancyScenario.Password),
            FromAddress = "hello@globex.test",
            FromName = "Globex",
        }), Ended);
        Assert.True((await host.Providers.TestAsync(Globex, row.Id, Ended)).Verified);

        // Whole seconds, as SendGrid says them.
        var reset = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 4);
        host.SendGrid.Answer(FakeSendGridAnswer.TooManyRequests(reset));
        await host.Mailer.QueueManyAsync(Acme, [.. Enumerable.Range(0, 20).Select(i => Message($"Letter {i}"))], cancellationToken: Ended);
        await host.SendGrid.WaitForRequestsAsync(1, Ended);
        var others = await host.Mailer.QueueManyAsync(Globex, [.. Enumerable.Range(0, 20).Select(i => Message($"Note {i}"))], cancellationToken: Ended);
        await catcher.WaitForMessagesAsync(20, Ended);
        Assert.True(TimeProvider.System.GetUtcNow() < reset, "The others went on only when the account did.");
        await UntilAsync(async () => await CountsAsync(host, Acme) == (0, 0, 20));
        Assert.True(TimeProvider.System.GetUtcNow() >= reset);
        Assert.Equal(20, host.SendGrid.AcceptedMails.Count);
        Assert.Equal(20, others.Count);
    }

    protected abstract void UseStore(NotificationsBuilder builder);

    private static EmailMessage Message(string subject = "Hello") => new() { To = [new EmailAddress("jane@customer.test", "Jane Doe")], Subject = subject, Text = "Good morning." };

    private static async Task<QueuedMail> ComesToAsync(TestHost host, TenantId tenant, Guid id, QueuedMailState state)
    {
        QueuedMail? mail = null;
        await UntilAsync(async () => (mail = await host.Get<IMailQueue>().FindAsync(tenant, id, Ended))?.State == state);
        return mail!;
    }

    private static async Task<(long Pending, long Dead, long Sent)> CountsAsync(TestHost host, TenantId tenant)
    {
        var status = await host.Get<IMailQueue>().StatusAsync(tenant, Ended);
        return (status.Pending + status.Held, status.Dead, status.SentLastHour);
    }

    // Asks again until it holds, or the test's time is over.
    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Ended);
        late.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await condition()) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, late.Token);
    }

    private async Task<TestHost> StartAsync(Action<NotificationsOptions>? configure = null)
    {
        var host = await TestHost.StartAsync(
            builder =>
            {
                UseStore(builder);
                builder.AddQueueWorker();
            },
            TestHost.NewKey(),
            configure);
        _hosts.Add(host);
        return host;
    }
}
