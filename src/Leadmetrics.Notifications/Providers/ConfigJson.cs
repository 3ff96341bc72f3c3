using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Leadmetrics.Notifications.Providers;

/// <summary>JSON without reflection for settings.</summary>
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class ConfigJson : JsonSerializerContext;
