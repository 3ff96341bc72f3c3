using System.Text.Json;

namespace Leadmetrics.Notifications.Testing;

/// <summary>A scripted answer of a <see cref="FakeSes"/>, given in place of what the request would have earned.</summary>
public sealed class FakeSesAnswer : FakeHttpAnswer
{
    private FakeSesAnswer(FakeHttpAnswerKind kind)
        : base(kind)
    {
    }

    private FakeSesAnswer(int statusCode, string body, IReadOnlyList<(string Name, string Value)> headers)
        : base(statusCode, body, headers)
    {
    }

    /// <summary>Closes the connection when the header has arrived, its body unread.</summary>
    public static FakeSesAnswer CloseBeforeBody { get; } = new(FakeHttpAnswerKind.CloseBeforeBody);

    /// <summary>Reads the request whole and closes the connection without an answer: it is uncertain whether the mail was taken.</summary>
    public static FakeSesAnswer CloseAfterBody { get; } = new(FakeHttpAnswerKind.CloseAfterBody);

    /// <summary>Reads the request whole and never answers.</summary>
    public static FakeSesAnswer Hang { get; } = new(FakeHttpAnswerKind.Hang);

    /// <summary>429, too many mails in this second, as Amazon words it.</summary>
    public static FakeSesAnswer RateExceeded => Error(429, "TooManyRequestsException", "Maximum sending rate exceeded.");

    /// <summary>429, too many mails in 24 hours, as Amazon words it.</summary>
    public static FakeSesAnswer QuotaExceeded => Error(429, "TooManyRequestsException", "Daily message quota exceeded.");

    /// <summary>500 with Amazon's error.</summary>
    public static FakeSesAnswer ServerError => Error(500, "InternalServiceErrorException", "Internal failure.");

    /// <summary>Answers with this status, body and headers.</summary>
    /// <param name="statusCode">100 to 599.</param>
    /// <param name="body">Sent as UTF-8 JSON; empty for none.</param>
    /// <param name="headers">Further headers.</param>
    /// <exception cref="ArgumentOutOfRangeException">The status is not one of HTTP.</exception>
    public static FakeSesAnswer Status(int statusCode, string body = "", params (string Name, string Value)[] headers) => new(statusCode, body, headers);

    /// <summary>Answers with Amazon's error document, its name in the header x-amzn-ErrorType.</summary>
    /// <param name="statusCode">The status.</param>
    /// <param name="type">The error's name, such as <c>MessageRejected</c>.</param>
    /// <param name="message">Its words.</param>
    public static FakeSesAnswer Error(int statusCode, string type, string message) => Status(
        statusCode,
        $$"""{"message":"{{JsonEncodedText.Encode(message)}}"}""",
        ("x-amzn-ErrorType", $"{type}:http://internal.amazon.com/coral/com.amazonaws.services.email/"));
}
