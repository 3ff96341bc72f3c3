namespace Leadmetrics.Notifications;

/// <summary>How urgent a message is to its sender: <c>Importance</c> (RFC 2156) and <c>X-Priority</c>.</summary>
public enum EmailPriority
{
    /// <summary>No field is written.</summary>
    Normal,

    /// <summary><c>Importance: high</c>.</summary>
    High,

    /// <summary><c>Importance: low</c>.</summary>
    Low,
}
