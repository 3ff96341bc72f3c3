using System.Threading.Channels;
using Leadmetrics.Notifications.AspNetCore.Queueing;

namespace Leadmetrics.Notifications.AspNetCore.Watching;

/// <summary>A tenant's counts as somebody watches them. Disposing of it gives its place back.</summary>
internal sealed class StatusStream(ChannelReader<StatusAnswer> reader, Action leave) : IDisposable
{
    public ChannelReader<StatusAnswer> Reader => reader;

    public void Dispose() => leave();
}
