namespace Leadmetrics.Notifications.Testing;

/// <summary>What a mechanism says to a response of the client.</summary>
/// <param name="Challenge">The next challenge; null at the end.</param>
/// <param name="User">Who has authenticated; null where nobody has.</param>
/// <param name="Malformed">The response made no sense (501), which is not the same as wrong (535).</param>
internal readonly record struct SaslStep(byte[]? Challenge, string? User, bool Malformed = false)
{
    public static SaslStep Failed => new(null, null);

    public static SaslStep Nonsense => new(null, null, true);

    public static SaslStep Ask(byte[] challenge) => new(challenge, null);

    public static SaslStep Passed(string user) => new(null, user);
}
