using System.Text.Json;
using System.Text.Json.Serialization;
using Leadmetrics.Notifications.AspNetCore.Calls;

namespace Leadmetrics.Notifications.AspNetCore.Providing;

/// <summary>Bodies and answers of provider set-up.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ProviderBody))]
[JsonSerializable(typeof(TestBody))]
[JsonSerializable(typeof(ProviderAnswer))]
[JsonSerializable(typeof(Page<ProviderAnswer>))]
[JsonSerializable(typeof(Page<PresetAnswer>))]
[JsonSerializable(typeof(TestAnswer))]
[JsonSerializable(typeof(StageAnswer))]
[JsonSerializable(typeof(WebhookAnswer))]
internal sealed partial class ProvidingJson : JsonSerializerContext
{
    /// <summary>The bodies under the rules for reading.</summary>
    public static JsonSerializerOptions Strict => field ??= StrictJson.Of(Default);
}
