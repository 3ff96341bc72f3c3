using System.Text.Json;
using System.Text.Json.Serialization;

namespace Leadmetrics.Notifications.AspNetCore.Calls;

/// <summary>An enumeration's value as a word in camelCase; a number is none.</summary>
internal sealed class Word<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
