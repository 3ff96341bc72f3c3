using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Leadmetrics.Peers;
using Leadmetrics.Smtp;

namespace Leadmetrics.Integration.Servers;

/// <summary>Mail into Postfix while a proxy cuts a random connection every 50 ms: nothing is lost, nothing is doubled, and no more is uncertain than was on its way.</summary>
public sealed class ChaosTests
{
    private const string CountVariable = "LEADMETRICS_CHAOS_MESSAGES";
    private const int Connections = 5;
    private static readonly TimeSpan BetweenCuts = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public Task Two_thousand_mails_through_a_cutting_proxy(int inFlight) => RunAsync(2_000, inFlight);

    [LongTheory]
    [InlineData(1)]
    [InlineData(8)]
    public Task A_hundred_thousand_mails_through_a_cutting_proxy(int inFlight) =>
        RunAsync(int.Parse(Environment.GetEnvironmentVariable(CountVariable) ?? "100000", CultureInfo.InvariantCulture), inFlight);

    private static async Task RunAsync(int count, int inFlight)
    {
        var cancel = TestContext.Current.CancellationToken;
        var seed = RandomNumberGenerator.GetInt32(int.MaxValue);
        TestContext.Current.SendDiagnosticMessage("seed {0}", seed);
        await using var postfix = new PostfixPeer(new PostfixPeerOptions { Settings = ["enable_long_queue_ids = yes"] });
        await postfix.StartAsync(cancel);
        await using var proxy = new CuttingProxy(postfix.RelayPort);
        var options = await Wire.OptionsForAsync(proxy.Port, SmtpTlsMode.None);
        var log = new PostfixLog(postfix.LogFile);
        var uncertain = new ConcurrentDictionary<string, SmtpException>();
        var again = 0;
        var began = TimeProvider.System.GetTimestamp();

        using (var done = CancellationTokenSource.CreateLinkedTokenSource(cancel))
        {
            var cutting = CutAsync(proxy, new Random(seed), done.Token);
            await using (var pool = new SmtpPool(options, new SmtpPoolOptions { MaxConnections = Connections, MaxInFlight = inFlight }))
            {
                // As many at once as keep every place taken.
                var parallel = new ParallelOptions { MaxDegreeOfParallelism = Connections * inFlight * 2, CancellationToken = cancel };
                await Parallel.ForEachAsync(Enumerable.Range(0, count), parallel, async (i, token) =>
                {
                    while (!await TrySendAsync(pool, $"letter{i}", uncertain, token)) Interlocked.Increment(ref again);
                });
            }

            await done.CancelAsync();
            await cutting;
        }

        var sending = TimeProvider.System.GetElapsedTime(began);
        await UntilAsync(log, () => log.IsQueueEmpty && log.Deliveries.Count >= count - uncertain.Count, cancel);
        TestContext.Current.SendDiagnosticMessage(
            "{0} mails, {1} in flight: {2:F1} s, {3} cuts, {4} sent again, {5} uncertain, seed {6}", count, inFlight, sending.TotalSeconds, proxy.Cuts, again, uncertain.Count, seed);

        var told = $"seed {seed}";
        var lost = Enumerable.Range(0, count).Select(i => $"letter{i}").Where(name => !log.Deliveries.ContainsKey(name) && !uncertain.ContainsKey(name)).ToList();
        Assert.True(lost.Count == 0, $"{told}: {lost.Count} accepted and lost: {string.Join(", ", lost.Take(10))}");
        // Not even an uncertain one: nobody sent it again.
        var doubled = log.Deliveries.Where(delivery => delivery.Value > 1).Select(delivery => delivery.Key).ToList();
        Assert.True(doubled.Count == 0, $"{told}: {doubled.Count} doubled: {string.Join(", ", doubled.Take(10))}");
        Assert.True(proxy.Cuts > 0, told);
        Assert.True(uncertain.Count <= proxy.Cuts * inFlight, $"{told}: {uncertain.Count} uncertain after {proxy.Cuts} cuts");
    }

    // False where it certainly failed, so that it is safe to send it again.
    private static async ValueTask<bool> TrySendAsync(SmtpPool pool, string name, ConcurrentDictionary<string, SmtpException> uncertain, CancellationToken cancellationToken)
    {
        try
        {
            var result = await pool.SendAsync(Wire.Mail(name, "anyone@thrown-away.test"), cancellationToken);
            Assert.NotEqual(SmtpOutcome.Rejected, result.Outcome);
            return result.Outcome == SmtpOutcome.Accepted;
        }
        catch (SmtpException exception)
        {
            return exception.IsUncertain && uncertain.TryAdd(name, exception);
        }
    }

    private static async Task CutAsync(CuttingProxy proxy, Random random, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(BetweenCuts, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken)) proxy.CutOne(random, random.Next(2) == 0);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // All is sent.
        }
    }

    private static async Task UntilAsync(PostfixLog log, Func<bool> holds, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        do log.Refresh();
        while (!holds() && await TicksAsync(timer, patience.Token));
    }

    private static async Task<bool> TicksAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            // The assertions tell what is missing.
            return false;
        }
    }
}
