using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

/// <summary>Server-sent events as they come; disposing it hangs up.</summary>
internal sealed class EventStream(HttpResponseMessage response, Stream body) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<SseItem<string>> _events = SseParser.Create(body).EnumerateAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator();

    /// <returns>The next event's name and data; <see langword="null"/>: the server ended the stream.</returns>
    public async Task<(string Name, JsonElement Data)?> NextAsync() =>
        await _events.MoveNextAsync() ? (_events.Current.EventType, JsonElement.Parse(_events.Current.Data)) : null;

    public async ValueTask DisposeAsync()
    {
        response.Dispose();
        await _events.DisposeAsync();
    }
}
