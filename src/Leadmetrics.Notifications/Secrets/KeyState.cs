namespace Leadmetrics.Notifications.Secrets;

/// <summary>What a key may be used for.</summary>
public enum KeyState
{
    /// <summary>Seals and opens. Exactly one key is active.</summary>
    Active,

    /// <summary>Opens what was sealed under it before.</summary>
    DecryptOnly,

    /// <summary>Opens nothing in daily use; rotation re-encrypts what is left under it.</summary>
    /// <remarks>
    /// What was rewrapped away from it before kept its data key: where a key turns out to be compromised after a rotation, mark the keys that came after it
    /// compromised as well, and rotate to a new one. Rotation trusts what it finds under such a key, as daily use no longer does.
    /// </remarks>
    Compromised,
}
