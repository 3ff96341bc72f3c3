using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

/// <summary>A program that calls the API with a tenant's key, or with none.</summary>
internal sealed class Caller(HttpClient http, TenantId? tenant, string? key)
{
    public const string KeyHeader = "X-Api-Key";

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public TenantId Tenant => tenant!.Value;

    public string Key => key!;

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    public Task<Answer> PostAsync(string path, string? json = null, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Post, path, Json(json), headers);

    public Task<Answer> PutAsync(string path, string json, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Put, path, Json(json), headers);

    public Task<Answer> DeleteAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Delete, path, null, headers);

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = Request(method, path, content, headers);
        using var response = await http.SendAsync(request, Ended);
        return new Answer(response, await response.Content.ReadAsByteArrayAsync(Ended));
    }

    /// <summary>The status alone, of an answer that may have no end.</summary>
    public async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = Request(method, path, null, headers);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ended);
        return response.StatusCode;
    }

    /// <summary>Opens a stream of events; it ends with the answer.</summary>
    public async Task<EventStream> OpenAsync(HttpMethod method, string path, string? json = null)
    {
        using var request = Request(method, path, Json(json), [("Accept", "text/event-stream")]);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ended);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new EventStream(response, await response.Content.ReadAsStreamAsync(Ended));
    }

    public static HttpContent? Json(string? json) => json is null ? null : Json(Encoding.UTF8.GetBytes(json));

    public static ByteArrayContent Json(byte[] octets) => new(octets) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private HttpRequestMessage Request(HttpMethod method, string path, HttpContent? content, (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        if (key is not null) request.Headers.Add(KeyHeader, key);
        foreach (var (name, value) in headers) Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        return request;
    }
}
