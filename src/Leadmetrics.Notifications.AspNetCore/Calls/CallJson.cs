using System.Text.Json.Serialization;

namespace Leadmetrics.Notifications.AspNetCore.Calls;

/// <summary>What every call may write, and its rules for reading: nothing unknown, nothing twice.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class CallJson : JsonSerializerContext;
