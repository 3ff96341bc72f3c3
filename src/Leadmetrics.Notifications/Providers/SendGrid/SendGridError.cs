using System.Text.Json;

namespace Leadmetrics.Notifications.Providers.SendGrid;

/// <summary>One error of an error document.</summary>
/// <param name="Field">What it is about, such as <c>personalizations.0.to.0.email</c>; <see langword="null"/> where it does not say.</param>
/// <param name="Message">What it says.</param>
internal sealed record SendGridError(string? Field, string Message)
{
    private const string Personalizations = "personalizations.";

    /// <summary>Which personalization it is about; <see langword="null"/> where about none, or all.</summary>
    public int? Personalization
    {
        get
        {
            if (Field is null || !Field.StartsWith(Personalizations, StringComparison.Ordinal)) return null;
            var rest = Field.AsSpan(Personalizations.Length);
            var end = rest.IndexOf('.');
            return int.TryParse(end < 0 ? rest : rest[..end], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var index) ? index : null;
        }
    }

    /// <summary>Whether it is about a recipient's address.</summary>
    public bool IsOfRecipient =>
        Personalization is not null && Field!.EndsWith(".email", StringComparison.Ordinal)
        && (Field.Contains(".to.", StringComparison.Ordinal) || Field.Contains(".cc.", StringComparison.Ordinal) || Field.Contains(".bcc.", StringComparison.Ordinal));

    /// <summary>Whether it is about the sender.</summary>
    public bool IsOfSender => Field is "from" or "from.email" || (Personalization is not null && Field!.EndsWith(".from.email", StringComparison.Ordinal));

    /// <summary>The errors of a body, in their order; <see langword="null"/> where it is no error document.</summary>
    public static IReadOnlyList<SendGridError>? Read(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("errors", out var errors) || errors.ValueKind != JsonValueKind.Array) return null;
            return [.. errors.EnumerateArray().Select(Read)];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary><c>field: message</c>, or the message alone.</summary>
    public string Describe() => Field is null ? Message : $"{Field}: {Message}";

    private static SendGridError Read(JsonElement error)
    {
        if (error.ValueKind != JsonValueKind.Object) return new SendGridError(null, error.ToString());
        var message = error.TryGetProperty("message", out var text) ? text.ToString() : "";
        return new SendGridError(error.TryGetProperty("field", out var field) && field.ValueKind == JsonValueKind.String ? field.GetString() : null, message);
    }
}
