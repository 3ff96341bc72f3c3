using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

/// <summary>Keeps everything that anybody in a host logs: text, values, scopes and exceptions.</summary>
internal sealed class KeptLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        _lines.Enqueue($"scope {state}");
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join("; ", pairs.Select(pair => $"{pair.Key}={pair.Value}")) : "";
        _lines.Enqueue($"{eventId.Id} {logLevel} {formatter(state, exception)} [{values}] {exception}");
    }

    public void Dispose()
    {
    }
}
