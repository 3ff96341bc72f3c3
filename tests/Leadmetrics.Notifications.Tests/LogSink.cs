using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tests;

/// <summary>Keeps every line that is logged, with its event id.</summary>
internal sealed class LogSink : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(int Id, string Line)> _lines = new();

    private readonly List<(int Id, int Count, TaskCompletionSource Logged)> _awaited = [];

    public IEnumerable<string> Lines => _lines.Select(line => line.Line);

    public IEnumerable<string> Of(int id) => _lines.Where(line => line.Id == id).Select(line => line.Line);

    /// <summary>The lines of some events, as they came.</summary>
    public IEnumerable<string> Ordered(int from, int to) => _lines.Where(line => line.Id >= from && line.Id <= to).Select(line => line.Line);

    /// <summary>Ends when so many lines of this event were logged.</summary>
    public Task WhenAsync(int id, int count = 1)
    {
        lock (_awaited)
        {
            if (Of(id).Count() >= count) return Task.CompletedTask;
            var logged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((id, count, logged));
            return logged.Task.WaitAsync(TestContext.Current.CancellationToken);
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _lines.Enqueue((eventId.Id, exception is null ? formatter(state, exception) : $"{formatter(state, exception)} {exception}"));
        lock (_awaited)
        {
            foreach (var (_, _, logged) in _awaited.Where(awaited => awaited.Id == eventId.Id && Of(awaited.Id).Count() >= awaited.Count)) logged.TrySetResult();
        }
    }

    public void Dispose()
    {
    }
}
