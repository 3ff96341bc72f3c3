using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Leadmetrics.Notifications.AspNetCore.Calls;

namespace Leadmetrics.Notifications.AspNetCore.Sending;

/// <summary>Bodies and answers of sending and queueing.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SendBody))]
[JsonSerializable(typeof(QueueBody))]
[JsonSerializable(typeof(SendAnswer))]
[JsonSerializable(typeof(QueuedAnswer))]
[JsonSerializable(typeof(QueuedManyAnswer))]
internal sealed partial class SendingJson : JsonSerializerContext
{
    /// <summary>The bodies under the rules for reading.</summary>
    public static JsonSerializerOptions Strict => field ??= StrictJson.Of(Default);

    /// <summary>A message under the same rules; elsewhere what is not known is skipped.</summary>
    public static JsonTypeInfo<EmailMessage> Message { get; } = StrictJson.Of(EmailMessageJson.Default).TypeOf<EmailMessage>();
}
