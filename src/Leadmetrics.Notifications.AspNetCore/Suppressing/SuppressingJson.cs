using System.Text.Json;
using System.Text.Json.Serialization;
using Leadmetrics.Notifications.AspNetCore.Calls;

namespace Leadmetrics.Notifications.AspNetCore.Suppressing;

/// <summary>Bodies and answers about suppressions.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SuppressionBody))]
[JsonSerializable(typeof(SuppressionAnswer))]
[JsonSerializable(typeof(Page<SuppressionAnswer>))]
internal sealed partial class SuppressingJson : JsonSerializerContext
{
    /// <summary>The bodies under the rules for reading.</summary>
    public static JsonSerializerOptions Strict => field ??= StrictJson.Of(Default);
}
