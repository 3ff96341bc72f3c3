using System.Text;
using System.Text.Json;

namespace Leadmetrics.Notifications.Testing;

/// <summary>A request that reached a fake of a provider's HTTP API.</summary>
public abstract class FakeHttpRequest
{
    private protected FakeHttpRequest(string method, string target, IReadOnlyList<(string Name, string Value)> headers, int connection)
    {
        (Method, Target, Headers, Connection) = (method, target, headers, connection);
        Path = target.Split('?')[0];
    }

    /// <summary>The method, such as "POST".</summary>
    public string Method { get; }

    /// <summary>The path without a query as it stood on the wire, such as "/v3/mail/send".</summary>
    public string Path { get; }

    /// <summary>The headers in order.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; }

    /// <summary>The TCP connection it came on, from 1.</summary>
    public int Connection { get; }

    /// <summary>The body; empty where the connection was closed before it was read.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>The body as text.</summary>
    public string BodyText => Encoding.UTF8.GetString(Body.Span);

    /// <summary>The body as JSON; null where it is none.</summary>
    public JsonElement? Json { get; private set; }

    /// <summary>The status that was answered; 0 where none was.</summary>
    public int StatusCode { get; internal set; }

    internal string Target { get; }

    /// <summary>The first header of this name; null where there is none.</summary>
    /// <param name="name">Compared without regard to case.</param>
    public string? Header(string name) => Headers.FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {Path}: {StatusCode}";

    internal void Read(byte[] body)
    {
        Body = body;
        try
        {
            using var document = JsonDocument.Parse(body);
            Json = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // Not JSON is an answer of its own: the record says null, and the client is told 400.
            Json = null;
        }
    }
}
