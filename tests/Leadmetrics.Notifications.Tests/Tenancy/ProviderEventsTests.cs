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
        var order = new List<string>();
        _sink.Gate.SetResult();
        _sink.Heard = e => order.Add(e.Provider);
        for (var i = 0; i < 5; i++)
        {
            var name = $"p{i}";
            _events.Note(cancellationToken => Task.Run(() => order.Add("stored " + name), cancellationToken), Event(name));
        }

        await _events.DisposeAsync();

        Assert.Equal(Enumerable.Range(0, 5).SelectMany(i => (string[])[$"stored p{i}", $"p{i}"]), order);
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
    public async Task A_sink_that_hangs_holds_up_no_send_and_the_oldest_event_is_lost_with_a_word()
    {
        _events.Note(null, Event("first"));
        await _sink.Reached.Task;

        for (var i = 0; i < 1025; i++) _events.Note(null, Event($"p{i}"));

        Assert.Single(_log.Of(1063));
        _sink.Gate.SetResult();
        await _events.DisposeAsync();
        Assert.Equal(1 + 1024, _sink.Count);
    }

    [Fact]
    public async Task After_the_end_nothing_is_taken_and_nothing_thrown()
    {
        await _events.DisposeAsync();

        _events.Note(null, Event("late"));

        Assert.Equal(0, _sink.Count);
    }

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
