using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Tests.Providers.Smtp;

public sealed class SharedTransportTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Retired_it_is_closed_once_and_only_after_the_last_send()
    {
        var transport = new HeldTransport();
        var shared = new SharedTransport(transport);
        var first = SendAsync(shared);
        var second = SendAsync(shared);
        var retiring = shared.RetireAsync();
        Assert.Same(retiring, shared.RetireAsync());
        await Assert.ThrowsAsync<StaleProviderException>(() => SendAsync(shared));
        Assert.Throws<StaleProviderException>(() => shared.Rent());

        transport.Answer();
        await first;
        Assert.Equal((0, false), (transport.Closed, retiring.IsCompleted));
        transport.Answer();
        await second;
        transport.CloseNow.SetResult();
        await retiring.WaitAsync(Cancel);
        Assert.Equal((1, 2), (transport.Closed, transport.Sent));
    }

    [Fact]
    public async Task The_last_send_does_not_wait_for_the_connections_to_close()
    {
        var transport = new HeldTransport();
        var shared = new SharedTransport(transport);
        var sending = SendAsync(shared);
        var retiring = shared.RetireAsync();
        transport.Answer();

        await sending.WaitAsync(Cancel);
        Assert.False(retiring.IsCompleted);
        transport.CloseNow.SetResult();
        await retiring.WaitAsync(Cancel);
    }

    [Fact]
    public async Task A_close_that_fails_is_told_to_who_retired_it_and_to_no_send()
    {
        var transport = new HeldTransport();
        var shared = new SharedTransport(transport);
        var sending = SendAsync(shared);
        var retiring = shared.RetireAsync();
        transport.CloseNow.SetException(new InvalidDataException("closing failed"));
        transport.Answer();

        await sending.WaitAsync(Cancel);
        await Assert.ThrowsAsync<InvalidDataException>(() => retiring.WaitAsync(Cancel));
    }

    [Fact]
    public async Task A_send_that_fails_returns_what_it_rented()
    {
        var transport = new HeldTransport();
        var shared = new SharedTransport(transport);
        var sending = SendAsync(shared);
        transport.Fail(new SmtpException(SmtpFailure.ConnectionLost, SmtpPhase.Data, "lost"));
        await Assert.ThrowsAsync<SmtpException>(() => sending);
        transport.CloseNow.SetResult();

        await shared.RetireAsync().WaitAsync(Cancel);
        Assert.Equal(1, transport.Closed);
    }

    [Fact]
    public async Task Under_a_race_of_sends_and_the_retirement_no_send_meets_a_closed_transport()
    {
        for (var round = 0; round < 200; round++)
        {
            var transport = new HeldTransport { AnswersAtOnce = true };
            transport.CloseNow.SetResult();
            var shared = new SharedTransport(transport);
            using var start = new Barrier(3);
            var senders = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
            {
                start.SignalAndWait(Cancel);
                for (var i = 0; i < 20; i++)
                {
                    if (await Record.ExceptionAsync(() => SendAsync(shared)) is not (null or StaleProviderException)) return false;
                }

                return true;
            }));
            var retiring = Task.Run(() =>
            {
                start.SignalAndWait(Cancel);
                return shared.RetireAsync();
            });

            Assert.All(await Task.WhenAll(senders), Assert.True);
            await retiring.WaitAsync(Cancel);
            Assert.Equal(1, transport.Closed);
        }
    }

    private static async Task<SmtpTransactionResult> SendAsync(SharedTransport shared)
    {
        using var lease = shared.Rent();
        return await lease.Transport.SendAsync(Transaction(), Cancel);
    }

    private static SmtpTransaction Transaction() => new(null, [new EmailAddress("b@example.net").ToMailbox("to")], SmtpContent.FromBytes("x"u8.ToArray()));

    /// <summary>Answers when it is told to; throws where it is used after its end.</summary>
    private sealed class HeldTransport : ISmtpTransport
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<TaskCompletionSource<SmtpTransactionResult>> _waiting = new();
        private int _closed;
        private int _sent;

        public bool AnswersAtOnce { get; init; }

        public TaskCompletionSource CloseNow { get; } = new();

        public int Closed => Volatile.Read(ref _closed);

        public int Sent => Volatile.Read(ref _sent);

        public async Task<SmtpTransactionResult> SendAsync(SmtpTransaction transaction, CancellationToken cancellationToken)
        {
            ObjectDisposedException.ThrowIf(Closed != 0, this);
            Interlocked.Increment(ref _sent);
            if (AnswersAtOnce)
            {
                await Task.Yield();
                ObjectDisposedException.ThrowIf(Closed != 0, this);
                return Result();
            }

            var waiting = new TaskCompletionSource<SmtpTransactionResult>();
            _waiting.Enqueue(waiting);
            return await waiting.Task;
        }

        public Task ProbeAsync(SmtpConnectTrace trace, SmtpTimeouts timeouts, CancellationToken cancellationToken) => Task.CompletedTask;

        public async ValueTask DisposeAsync()
        {
            Interlocked.Increment(ref _closed);
            await CloseNow.Task;
        }

        public void Answer() => Next().SetResult(Result());

        public void Fail(Exception exception) => Next().SetException(exception);

        private TaskCompletionSource<SmtpTransactionResult> Next() => _waiting.TryDequeue(out var next) ? next : throw new InvalidOperationException("Nobody waits.");

        private static SmtpTransactionResult Result() => new(SmtpOutcome.Accepted, SmtpPhase.Replied, new SmtpReply(250, "2.0.0 ok"), []);
    }
}
