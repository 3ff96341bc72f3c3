namespace Leadmetrics.Notifications.Secrets;

/// <summary>Why sealed settings do not open.</summary>
public enum SealFailure
{
    /// <summary>The bytes are not in the form <c>LMN1</c>, or are cut short.</summary>
    Malformed,

    /// <summary>The form names a suite that this version does not know.</summary>
    UnknownSuite,

    /// <summary>No key of that id is at hand.</summary>
    UnknownKey,

    /// <summary>The key of that id is marked compromised: rotation re-encrypts what is left under it.</summary>
    CompromisedKey,

    /// <summary>The bytes were changed, or stand in another place than the one they were sealed for.</summary>
    Tampered,

    /// <summary>The key provider did not answer: this may pass.</summary>
    Unavailable,
}
