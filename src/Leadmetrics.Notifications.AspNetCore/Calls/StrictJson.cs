using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Leadmetrics.Notifications.AspNetCore.Calls;

/// <summary>The rules for bodies: camelCase, nothing unknown, nothing twice, no number in quotation marks.</summary>
internal static class StrictJson
{
    /// <summary>A context's types under these rules.</summary>
    public static JsonSerializerOptions Of(params IJsonTypeInfoResolver[] contexts)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            AllowDuplicateProperties = false,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            TypeInfoResolver = JsonTypeInfoResolver.Combine(contexts),
        };
        options.MakeReadOnly();
        return options;
    }

    public static JsonTypeInfo<T> TypeOf<T>(this JsonSerializerOptions options) => (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
}
