using System.Text.Json.Serialization;

namespace Leadmetrics.Notifications.AspNetCore.Domains;

/// <summary>Answers about domains.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DomainAnswer))]
internal sealed partial class DomainsJson : JsonSerializerContext;
