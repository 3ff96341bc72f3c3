using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

/// <summary>What the host answered.</summary>
internal sealed partial class Answer
{
    private const string Prefix = "urn:leadmetrics:notifications:";
    private readonly Dictionary<string, string> _headers;

    public Answer(HttpResponseMessage response, byte[] octets)
    {
        (Status, Octets) = (response.StatusCode, octets);
        _headers = response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
    }

    public HttpStatusCode Status { get; }

    public byte[] Octets { get; }

    public string Text => Encoding.UTF8.GetString(Octets);

    public JsonElement Json => JsonElement.Parse(Octets);

    public JsonElement this[string property] => Json.GetProperty(property);

    public string? Header(string name) => _headers.GetValueOrDefault(name);

    /// <summary>Everything that a caller sees of it.</summary>
    public string Whole() => string.Join('\n', _headers.Select(header => $"{header.Key}: {header.Value}")) + "\n" + Text;

    public Answer Is(HttpStatusCode status)
    {
        Assert.True(status == Status, $"{(int)Status} in place of {(int)status}: {Text}");
        return this;
    }

    /// <summary>It is the problem of this name, whole, and tells nothing of what is behind it.</summary>
    public Answer IsProblem(string type, int status, string? field = null)
    {
        Assert.True(status == (int)Status, $"{(int)Status} in place of {status}: {Text}");
        Assert.Equal("application/problem+json", Header("Content-Type"));
        var problem = Json;
        Assert.Equal(Prefix + type, problem.GetProperty("type").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.EndsWith(".", problem.GetProperty("detail").GetString()!, StringComparison.Ordinal);
        var named = problem.TryGetProperty("field", out var given) ? given.GetString() : null;
        if (field is not null) Assert.Equal(field, named);
        Assert.DoesNotMatch(Insides(), Text);
        return this;
    }

    /// <summary>The items of a page.</summary>
    public IReadOnlyList<JsonElement> Items() => [.. Is(HttpStatusCode.OK)["items"].EnumerateArray()];

    [GeneratedRegex(@"System\.|Leadmetrics\.|Microsoft\.|Npgsql|Sqlite|   at |Exception")]
    private static partial Regex Insides();
}
