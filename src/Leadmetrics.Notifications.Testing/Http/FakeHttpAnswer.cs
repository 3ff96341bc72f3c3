namespace Leadmetrics.Notifications.Testing;

/// <summary>An answer of a fake of a provider's HTTP API, or what it does in place of one.</summary>
public abstract class FakeHttpAnswer
{
    private protected FakeHttpAnswer(FakeHttpAnswerKind kind) => Kind = kind;

    private protected FakeHttpAnswer(int statusCode, string body, IReadOnlyList<(string Name, string Value)> headers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(statusCode, 100);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(statusCode, 599);
        (Kind, StatusCode, Body, Headers) = (FakeHttpAnswerKind.Respond, statusCode, body, headers);
    }

    internal FakeHttpAnswerKind Kind { get; }

    internal int StatusCode { get; }

    internal string Body { get; } = "";

    internal IReadOnlyList<(string Name, string Value)> Headers { get; } = [];
}
