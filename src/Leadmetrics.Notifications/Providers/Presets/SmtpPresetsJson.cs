using System.Text.Json.Serialization;

namespace Leadmetrics.Notifications.Providers.Presets;

/// <summary>Reads <c>SmtpPresets.json</c> without reflection; a property that no preset has is an error.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SmtpPreset[]))]
internal sealed partial class SmtpPresetsJson : JsonSerializerContext;
