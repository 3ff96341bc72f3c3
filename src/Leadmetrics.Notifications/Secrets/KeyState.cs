namespace Leadmetrics.Notifications.Secrets;

/// <summary>What a key may be used for.</summary>
public enum KeyState
{
    /// <summary>Seals and opens. Exactly one key is active.</summary>
    Active,

    /// <summary>Opens what was sealed under it before.</summary>
    DecryptOnly,

    /// <summary>Opens nothing in daily use; rotation re-encrypts what is left under it.</summary>
    Compromised,
}
