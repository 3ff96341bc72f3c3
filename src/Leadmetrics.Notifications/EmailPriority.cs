using System.Text.Json.Serialization;

namespace Leadmetrics.Notifications;

/// <summary>How urgent a message is to its sender: <c>Importance</c> (RFC 2156) and <c>X-Priority</c>.</summary>
public enum EmailPriority
{
    /// <summary>No field is written.</summary>
    [JsonStringEnumMemberName("normal")]
    Normal,

    /// <summary><c>Importance: high</c>.</summary>
    [JsonStringEnumMemberName("high")]
    High,

    /// <summary><c>Importance: low</c>.</summary>
    [JsonStringEnumMemberName("low")]
    Low,
}
