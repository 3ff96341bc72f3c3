using System.Globalization;
using System.Text.Json;

namespace Leadmetrics.Notifications.Testing;

/// <summary>A scripted answer of a <see cref="FakeSendGrid"/>, given in place of what the request would have earned.</summary>
public sealed class FakeSendGridAnswer : FakeHttpAnswer
{
    private FakeSendGridAnswer(FakeHttpAnswerKind kind)
        : base(kind)
    {
    }

    private FakeSendGridAnswer(int statusCode, string body, IReadOnlyList<(string Name, string Value)> headers)
        : base(statusCode, body, headers)
    {
    }

    /// <summary>Closes the connection when the header has arrived, its body unread.</summary>
    public static FakeSendGridAnswer CloseBeforeBody { get; } = new(FakeHttpAnswerKind.CloseBeforeBody);

    /// <summary>Reads the request whole and closes the connection without an answer: it is uncertain whether the mail was taken.</summary>
    public static FakeSendGridAnswer CloseAfterBody { get; } = new(FakeHttpAnswerKind.CloseAfterBody);

    /// <summary>Reads the request whole and never answers.</summary>
    public static FakeSendGridAnswer Hang { get; } = new(FakeHttpAnswerKind.Hang);

    /// <summary>401: the key is wrong, as SendGrid words it.</summary>
    public static FakeSendGridAnswer Unauthorized => Errors(401, "The provided authorization grant is invalid, expired, or revoked");

    /// <summary>403: the sender is not verified, as SendGrid words it.</summary>
    public static FakeSendGridAnswer Forbidden => Errors(
        403,
        "The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved.",
        "from");

    /// <summary>413: the body is too large.</summary>
    public static FakeSendGridAnswer PayloadTooLarge => Errors(413, "The JSON payload you have included in your request is too large.");

    /// <summary>500 with SendGrid's empty error.</summary>
    public static FakeSendGridAnswer ServerError => Errors(500, "Internal Server Error");

    /// <summary>Answers with this status, body and headers.</summary>
    /// <param name="statusCode">100 to 599.</param>
    /// <param name="body">Sent as UTF-8 JSON; empty for none.</param>
    /// <param name="headers">Further headers.</param>
    /// <exception cref="ArgumentOutOfRangeException">The status is not one of HTTP.</exception>
    public static FakeSendGridAnswer Status(int statusCode, string body = "", params (string Name, string Value)[] headers) => new(statusCode, body, headers);

    /// <summary>Answers with SendGrid's error document holding one error.</summary>
    /// <param name="statusCode">The status.</param>
    /// <param name="message">The error's words.</param>
    /// <param name="field">The field it names; null for none.</param>
    public static FakeSendGridAnswer Errors(int statusCode, string message, string? field = null) => Status(
        statusCode,
        $$"""{"errors":[{"message":{{Json(message)}},"field":{{Json(field)}},"help":null}]}""");

    /// <summary>400 that names a field.</summary>
    /// <param name="field">The field, such as <c>personalizations.0.to.0.email</c>.</param>
    /// <param name="message">The error's words.</param>
    public static FakeSendGridAnswer BadRequest(string field, string message) => Errors(400, message, field);

    /// <summary>429 with <c>X-RateLimit-Reset</c>.</summary>
    /// <param name="reset">When the limit ends; written in whole Unix seconds.</param>
    public static FakeSendGridAnswer TooManyRequests(DateTimeOffset reset) => Status(
        429,
        """{"errors":[{"message":"too many requests","field":null,"help":null}]}""",
        ("X-RateLimit-Limit", "600"),
        ("X-RateLimit-Remaining", "0"),
        ("X-RateLimit-Reset", reset.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));

    internal FakeSendGridAnswer With(string name, string value) => new(StatusCode, Body, [.. Headers, (name, value)]);

    private static string Json(string? text) => text is null ? "null" : $"\"{JsonEncodedText.Encode(text)}\"";
}
