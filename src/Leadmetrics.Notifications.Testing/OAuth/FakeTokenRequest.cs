namespace Leadmetrics.Notifications.Testing;

/// <summary>A request that reached a <see cref="FakeTokenEndpoint"/>.</summary>
public sealed class FakeTokenRequest
{
    internal FakeTokenRequest(string method, string path, IReadOnlyList<(string Name, string Value)> headers) => (Method, Path, Headers) = (method, path, headers);

    /// <summary>The method, such as "POST".</summary>
    public string Method { get; }

    /// <summary>The path without a query, such as "/token".</summary>
    public string Path { get; }

    /// <summary>The headers in order.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; }

    /// <summary>The form's fields; empty where the body was none.</summary>
    public IReadOnlyDictionary<string, string> Form { get; internal set; } = new Dictionary<string, string>();

    /// <summary>The status that was answered; 0 where none was yet.</summary>
    public int StatusCode { get; internal set; }

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
