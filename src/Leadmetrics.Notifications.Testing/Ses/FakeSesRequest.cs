namespace Leadmetrics.Notifications.Testing;

/// <summary>A request that reached a <see cref="FakeSes"/>.</summary>
public sealed class FakeSesRequest : FakeHttpRequest
{
    internal FakeSesRequest(string method, string target, IReadOnlyList<(string Name, string Value)> headers, int connection)
        : base(method, target, headers, connection)
    {
    }

    /// <summary>Whether the signature was checked and is right.</summary>
    public bool IsSigned { get; internal set; }
}
