using System.Text.Json;
using System.Text.Json.Serialization;
using Leadmetrics.Notifications.AspNetCore.Calls;

namespace Leadmetrics.Notifications.AspNetCore.Queueing;

/// <summary>Bodies and answers about the queue.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StatusAnswer))]
[JsonSerializable(typeof(HoursAnswer))]
[JsonSerializable(typeof(MailAnswer))]
[JsonSerializable(typeof(Page<DeadLetterAnswer>))]
[JsonSerializable(typeof(Page<ListedMailAnswer>))]
[JsonSerializable(typeof(Page<HeardMessageAnswer>))]
[JsonSerializable(typeof(Page<BreakerAnswer>))]
[JsonSerializable(typeof(SettleBody))]
[JsonSerializable(typeof(RequeueBody))]
[JsonSerializable(typeof(RequeuedAnswer))]
internal sealed partial class QueueingJson : JsonSerializerContext
{
    /// <summary>The bodies under the rules for reading.</summary>
    public static JsonSerializerOptions Strict => field ??= StrictJson.Of(Default);
}
