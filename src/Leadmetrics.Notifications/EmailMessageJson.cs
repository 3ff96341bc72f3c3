using System.Text.Json.Serialization;

namespace Leadmetrics.Notifications;

/// <summary>Messages in JSON, generated at compile time: <c>JsonSerializer.Serialize(message, EmailMessageJson.Default.EmailMessage)</c>.</summary>
/// <remarks>
/// Names are camelCase, null is left out, and what is not known is skipped, so that an older version reads what a newer one wrote. What is read is checked as any
/// message is, when it is handed in. A lone surrogate becomes U+FFFD, as it does in a message.
/// </remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(EmailMessage))]
public sealed partial class EmailMessageJson : JsonSerializerContext;
