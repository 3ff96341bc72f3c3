using System.Threading.Channels;
using Leadmetrics.Notifications.Tenancy;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Tests;

/// <summary>Calls that come at the same time, made as one.</summary>
public sealed class CoalescerTests
{
    private readonly Channel<Call> _calls = Channel.CreateUnbounded<Call>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lone_item_goes_at_once()
    {
        var coalescer = Create();
        var first = coalescer.RunAsync(1, Token);

        Assert.Equal("1", await AnswerAsync());
        Assert.Equal("1", await first);
    }

    [Fact]
    public async Task What_comes_while_a_call_is_under_way_goes_together_in_its_order_and_each_hears_of_his_own()
    {
        var coalescer = Create();
        var first = coalescer.RunAsync(1, Token);
        var call = await CallAsync();
        Task<string>[] others = [.. Enumerable.Range(2, 5).Select(item => coalescer.RunAsync(item, Token))];
        Answer(call);

        Assert.Equal("2, 3, 4, 5, 6", await AnswerAsync());
        Assert.Equal("1", await first);
        Assert.Equal(["2", "3", "4", "5", "6"], await Task.WhenAll(others));
    }

    [Fact]
    public async Task No_more_calls_are_under_way_than_there_are_lanes()
    {
        var coalescer = Create(lanes: 2);
        var first = coalescer.RunAsync(1, Token);
        var one = await CallAsync();
        var second = coalescer.RunAsync(2, Token);
        var other = await CallAsync();
        Task<string>[] late = [coalescer.RunAsync(3, Token), coalescer.RunAsync(4, Token)];
        Answer(one);

        // Whatever the lane that is free now takes, it takes the two together.
        Assert.Equal("3, 4", await AnswerAsync());
        Answer(other);
        Assert.Equal(["1", "2", "3", "4"], await Task.WhenAll([first, second, .. late]));
    }

    [Fact]
    public async Task A_call_weighs_no_more_than_it_may_or_is_one_item()
    {
        var coalescer = Create(most: 10);
        var first = coalescer.RunAsync(1, Token);
        var call = await CallAsync();
        Task<string>[] others = [.. new[] { 4, 6, 1, 50, 10 }.Select(item => coalescer.RunAsync(item, Token))];
        Answer(call);

        Assert.Equal("4, 6", await AnswerAsync());
        Assert.Equal("1", await AnswerAsync());
        Assert.Equal("50", await AnswerAsync());
        Assert.Equal("10", await AnswerAsync());
        await Task.WhenAll([first, .. others]);
    }

    [Fact]
    public async Task A_call_that_fails_fails_for_all_that_it_carries_and_the_next_one_is_made()
    {
        var coalescer = Create();
        var first = coalescer.RunAsync(1, Token);
        var call = await CallAsync();
        Task<string>[] others = [coalescer.RunAsync(2, Token), coalescer.RunAsync(3, Token)];
        call.Answer.SetException(new IOException("gone"));
        await Assert.ThrowsAsync<IOException>(() => first);
        (await CallAsync()).Answer.SetException(new IOException("gone"));
        foreach (var other in others) await Assert.ThrowsAsync<IOException>(() => other);

        var last = coalescer.RunAsync(4, Token);
        Assert.Equal("4", await AnswerAsync());
        Assert.Equal("4", await last);
    }

    [Theory]
    [InlineData(PostgresErrorCodes.CheckViolation)]
    [InlineData(PostgresErrorCodes.InvalidTextRepresentation)]
    [InlineData(PostgresErrorCodes.LockNotAvailable)]
    [InlineData(PostgresErrorCodes.DeadlockDetected)]
    public async Task What_the_server_takes_back_for_one_of_several_is_called_in_halves_until_that_one_stands_alone(string state)
    {
        var coalescer = Create();
        var first = coalescer.RunAsync(1, Token);
        var call = await CallAsync();
        Task<string>[] others = [.. Enumerable.Range(2, 7).Select(item => coalescer.RunAsync(item, Token))];
        Answer(call);
        var calls = new List<string>();
        for (var number = 0; number < 7; number++)
        {
            call = await CallAsync();
            calls.Add(string.Join(' ', call.Items));
            if (call.Items.Contains(5)) call.Answer.SetException(new StoreException(StoreFailure.Refused, "no", new PostgresException("no", "ERROR", "ERROR", state)));
            else Answer(call);
        }

        Assert.Equal(["2 3 4 5 6 7 8", "2 3 4", "5 6 7 8", "5 6", "5", "6", "7 8"], calls);
        await Assert.ThrowsAsync<StoreException>(() => others[3]);
        Assert.Equal(["1", "2", "3", "4", "6", "7", "8"], await Task.WhenAll([first, .. others[..3], .. others[4..]]));
    }

    [Fact]
    public async Task A_call_without_an_answer_for_each_fails_instead_of_leaving_somebody_waiting()
    {
        var coalescer = Create();
        var first = coalescer.RunAsync(1, Token);
        (await CallAsync()).Answer.SetResult([]);

        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
    }

    [Fact]
    public async Task Whoever_gives_up_while_he_waits_is_in_no_call()
    {
        var coalescer = Create();
        var first = coalescer.RunAsync(1, Token);
        var call = await CallAsync();
        using var giveUp = new CancellationTokenSource();
        var second = coalescer.RunAsync(2, giveUp.Token);
        var third = coalescer.RunAsync(3, Token);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Answer(call);

        Assert.Equal("3", await AnswerAsync());
        Assert.Equal(["1", "3"], await Task.WhenAll(first, third));
    }

    [Fact]
    public async Task A_call_goes_on_for_those_who_stay_and_what_came_of_the_others_part_is_heard()
    {
        var heard = new TaskCompletionSource<string>();
        var coalescer = Create(left: result =>
        {
            heard.SetResult(result);
            return Task.CompletedTask;
        });
        var first = coalescer.RunAsync(1, Token);
        var call = await CallAsync();
        using var giveUp = new CancellationTokenSource();
        var (second, third) = (coalescer.RunAsync(2, giveUp.Token), coalescer.RunAsync(3, Token));
        Answer(call);
        call = await CallAsync();
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);

        Assert.False(call.Cancelled.IsCancellationRequested);
        Answer(call);
        Assert.Equal(["1", "3"], await Task.WhenAll(first, third));
        Assert.Equal("2", await heard.Task.WaitAsync(Token));
    }

    [Fact]
    public async Task A_call_that_nobody_waits_for_any_more_is_cancelled()
    {
        var coalescer = Create();
        using var giveUp = new CancellationTokenSource();
        var first = coalescer.RunAsync(1, giveUp.Token);
        var call = await CallAsync();
        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.True(call.Cancelled.IsCancellationRequested);
        call.Answer.SetCanceled(Token);
        var last = coalescer.RunAsync(2, Token);
        Assert.Equal("2", await AnswerAsync());
        Assert.Equal("2", await last);
    }

    [Fact]
    public async Task What_flows_with_a_caller_does_not_flow_into_the_call()
    {
        var flowing = new AsyncLocal<string?> { Value = "the caller's" };
        string? seen = "nothing yet";
        var coalescer = new Coalescer<int, string>(1, 1, static _ => 1, (items, _) =>
        {
            seen = flowing.Value;
            return Task.FromResult<IReadOnlyList<string>>(["1"]);
        });

        await coalescer.RunAsync(1, Token);
        Assert.Null(seen);
        Assert.Equal("the caller's", flowing.Value);
    }

    private static void Answer(Call call) => call.Answer.SetResult([.. call.Items.Select(item => $"{item}")]);

    private Coalescer<int, string> Create(int lanes = 1, int most = 1_000, Func<string, Task>? left = null) => new(
        lanes,
        most,
        static item => item,
        (items, cancelled) =>
        {
            var call = new Call(items, new TaskCompletionSource<IReadOnlyList<string>>(TaskCreationOptions.RunContinuationsAsynchronously), cancelled);
            _calls.Writer.TryWrite(call);
            return call.Answer.Task;
        },
        left);

    private ValueTask<Call> CallAsync() => _calls.Reader.ReadAsync(Token);

    private async Task<string> AnswerAsync()
    {
        var call = await CallAsync();
        Answer(call);
        return string.Join(", ", call.Items);
    }

    private sealed record Call(IReadOnlyList<int> Items, TaskCompletionSource<IReadOnlyList<string>> Answer, CancellationToken Cancelled);
}
