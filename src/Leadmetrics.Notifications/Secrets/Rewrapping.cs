namespace Leadmetrics.Notifications.Secrets;

/// <summary>How sealed settings came under the active key.</summary>
public enum Rewrapping
{
    /// <summary>They were under it.</summary>
    AlreadyCurrent,

    /// <summary>Their data key was wrapped anew; the content is the same, octet for octet.</summary>
    Rewrapped,

    /// <summary>They were sealed anew with a fresh data key, because the key before is compromised.</summary>
    Reencrypted,
}
