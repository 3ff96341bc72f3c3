using System.Collections.Concurrent;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tests.Tenancy;

/// <summary>What becomes of events whose sinks are slow, broken or gone.</summary>
public sealed class ProviderEventsTests : IAsyncLifetime
{
    private readonly LogSink _log = new();
    private readonly LoggerFactory _factory;
    private readonly Sink _sink = new();
    private readonly Sink _other = new();
    private readonly ProviderEvents _events;

    public ProviderEventsTests()
    {
        _factory = new LoggerFactory([_log]);
        _other.Gate.SetResult();
        _events = new ProviderEvents([_sink, _other], TimeProvider.System, new Logger<ProviderEvents>(_factory));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _sink.Gate.TrySetResult();
        await _events.DisposeAsync();
        _factory.Dispose();
    }

    [Fact]
    public async Task Events_come_in_order_to_every_sink_behind_what_is_stored_first()
    {
        var order = new ConcurrentQueue<string>();
        _sink.Gate.SetResult();
        _sink.Heard = e => order.Enqueue(e.Provider);
        for (var i = 0; i < 5; i++)
        {
            var name = $"p{i}";
            _events.Note(cancellationToken => Task.Run(() => order.Enqueue("stored " + name), cancellationToken), Event(name));
        }

        await _events.DisposeAsync();

        string[] all = [.. order];
        Assert.Equal(10, all.Length);
        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"p{i}"), all.Where(name => name.StartsWith('p')));
        Assert.All(Enumerable.Range(0, 5), i => Assert.True(Array.IndexOf(all, $"stored p{i}") < Array.IndexOf(all, $"p{i}")));
        Assert.Equal(5, _other.Count);
    }

    [Fact]
    public async Task A_sink_or_a_store_that_throws_is_logged_and_stops_nobody()
    {
        _sink.Gate.SetResult();
        _sink.Heard = _ => throw new InvalidOperationException("planted-sink");
        _events.Note(_ => throw new InvalidOperationException("planted-store"), Event("p"));

        await _events.DisposeAsync();

        Assert.Equal((1, 1), (_sink.Count, _other.Count));
        Assert.Equal(2, _log.Of(1062).Count());
    }

    [Fact]
    public async Task A_sink_that_hangs_holds_up_no_send_and_no_store_and_the_oldest_fallback_is_lost_with_a_word()
    {
        _events.Raise(Fallback("first"));
        await _sink.Reached.Task;
        var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        for (var i = 0; i < 1025; i++) _events.Raise(Fallback($"p{i}"));
        _events.Note(_ => Task.Run(stored.SetResult, CancellationToken.None), Event("changed"));

        await stored.Task;
        Assert.Single(_log.Of(1063));
        _sink.Gate.SetResult();
        await _events.DisposeAsync();
        Assert.Equal(1 + 1024 + 1, _sink.Count);
    }

    [Fact]
    public async Task A_change_is_told_before_the_fallbacks_that_wait()
    {
        var order = new List<string>();
        _sink.Heard = e => order.Add(e.Provider);
        _events.Raise(Fallback("first"));
        await _sink.Reached.Task;
        for (var i = 0; i < 10; i++) _events.Raise(Fallback("fallback"));
        var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _events.Note(null, Event("change"));
        _events.Note(_ => Task.Run(stored.SetResult, CancellationToken.None), null);
        await stored.Task;

        _sink.Gate.SetResult();
        await _events.DisposeAsync();

        Assert.Equal(["first", "change"], order.Take(2));
        Assert.Equal(12, order.Count);
    }

    [Fact]
    public async Task What_hears_of_events_runs_in_nobodys_context()
    {
        var ambient = new AsyncLocal<string>();
        string? seen = "";
        _sink.Gate.SetResult();
        _sink.Heard = _ => seen = ambient.Value;
        ambient.Value = "the first sender's tenant";

        _events.Note(null, Event("p"));
        await _events.DisposeAsync();

        Assert.Null(seen);
    }

    [Fact]
    public async Task After_the_end_nothing_is_taken_and_nothing_thrown()
    {
        await _events.DisposeAsync();

        _events.Note(null, Event("late"));

        Assert.Equal(0, _sink.Count);
    }

    private static ProviderFellBack Fallback(string provider) => new(
        new TenantId("acme"), null, provider, DateTimeOffset.UnixEpoch, new EmailFailure { Kind = FailureKind.Connect, Phase = SendPhase.Connect, Outcome = SendOutcome.Deferred, Message = "x" }, "1@acme.test", RouteReason.TenantRow, null);

    private static ProviderRecovered Event(string provider) => new(new TenantId("acme"), Guid.Empty, provider, DateTimeOffset.UnixEpoch);

    private sealed class Sink : IProviderEventSink
    {
        public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Action<ProviderEvent> Heard { get; set; } = _ => { };

        public int Count { get; private set; }

        public async ValueTask HandleAsync(ProviderEvent providerEvent, CancellationToken cancellationToken)
        {
            Count++;
            Reached.TrySetResult();
            await Gate.Task.WaitAsync(cancellationToken);
            Heard(providerEvent);
        }
    }
}
