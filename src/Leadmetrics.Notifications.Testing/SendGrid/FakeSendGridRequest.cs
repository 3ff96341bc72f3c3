using System.Text;
using System.Text.Json;

namespace Leadmetrics.Notifications.Testing;

/// <summary>A request that reached a <see cref="FakeSendGrid"/>.</summary>
public sealed class FakeSendGridRequest
{
    internal FakeSendGridRequest(string method, string path, IReadOnlyList<(string Name, string Value)> headers, int connection) =>
        (Method, Path, Headers, Connection) = (method, path, headers, connection);

    /// <summary>The method, such as "POST".</summary>
    public string Method { get; }

    /// <summary>The path without a query, such as "/v3/mail/send".</summary>
    public string Path { get; }

    /// <summary>The headers in order.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; }

    /// <summary>The TCP connection it came on, from 1.</summary>
    public int Connection { get; }

    /// <summary>The body; empty where the connection was closed before it was read.</summary>
    public ReadOnlyMemory<byte> Body { get; internal set; }

    /// <summary>The body as text.</summary>
    public string BodyText => Encoding.UTF8.GetString(Body.Span);

    /// <summary>The body as JSON; null where it is none.</summary>
    public JsonElement? Json { get; internal set; }

    /// <summary>The status that was answered; 0 where none was.</summary>
    public int StatusCode { get; internal set; }

    /// <summary>The <c>X-Message-Id</c> that was answered; null where none was.</summary>
    public string? MessageId { get; internal set; }

    /// <summary>The first header of this name; null where there is none.</summary>
    /// <param name="name">Compared without regard to case.</param>
    public string? Header(string name)
    {
        foreach (var (key, value) in Headers)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
                return value;
        }
        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {Path}: {StatusCode}";
}
