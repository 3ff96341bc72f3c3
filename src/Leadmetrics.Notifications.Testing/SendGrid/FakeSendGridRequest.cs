namespace Leadmetrics.Notifications.Testing;

/// <summary>A request that reached a <see cref="FakeSendGrid"/>.</summary>
public sealed class FakeSendGridRequest : FakeHttpRequest
{
    internal FakeSendGridRequest(string method, string target, IReadOnlyList<(string Name, string Value)> headers, int connection)
        : base(method, target, headers, connection)
    {
    }

    /// <summary>The <c>X-Message-Id</c> that was answered; null where none was.</summary>
    public string? MessageId { get; internal set; }
}
