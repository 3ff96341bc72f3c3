using System.Text.Json;

namespace Leadmetrics.Notifications.Testing;

/// <summary>A scripted answer of a <see cref="FakeTokenEndpoint"/>.</summary>
public sealed class FakeTokenAnswer
{
    private FakeTokenAnswer(int statusCode, string body, IReadOnlyList<(string Name, string Value)> headers) => (StatusCode, Body, Headers) = (statusCode, body, headers);

    /// <summary>Closes the connection in place of an answer.</summary>
    public static FakeTokenAnswer Close { get; } = new(0, "", []);

    /// <summary>Never answers; the connection stays open until the client or the endpoint ends it.</summary>
    public static FakeTokenAnswer Silence { get; } = new(-1, "", []);

    /// <summary>The status.</summary>
    public int StatusCode { get; }

    /// <summary>The body.</summary>
    public string Body { get; }

    /// <summary>Headers beside Content-Length and Content-Type.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; }

    /// <summary>Any status with any body.</summary>
    /// <param name="statusCode">The status.</param>
    /// <param name="body">The body; sent as JSON whatever it is.</param>
    /// <param name="headers">Headers such as Retry-After.</param>
    public static FakeTokenAnswer Status(int statusCode, string body = "", params (string Name, string Value)[] headers) => new(statusCode, body, headers);

    /// <summary>An error of RFC 6749 section 5.2.</summary>
    /// <param name="error">The word, such as <c>invalid_grant</c>.</param>
    /// <param name="statusCode">400 by default.</param>
    public static FakeTokenAnswer Error(string error, int statusCode = 400) =>
        Status(statusCode, $$"""{"error":"{{JsonEncodedText.Encode(error)}}","error_description":"Scripted."}""");

    /// <summary>A token that the endpoint has no record of.</summary>
    /// <param name="accessToken">The token.</param>
    /// <param name="expiresIn">Seconds; 3600 by default.</param>
    public static FakeTokenAnswer Token(string accessToken, int expiresIn = 3600) =>
        Status(200, $$"""{"access_token":"{{JsonEncodedText.Encode(accessToken)}}","expires_in":{{expiresIn}},"token_type":"Bearer"}""");
}
