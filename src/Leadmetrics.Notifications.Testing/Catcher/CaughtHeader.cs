namespace Leadmetrics.Notifications.Testing;

/// <summary>One header field, unfolded.</summary>
/// <param name="Name">The name as it was written.</param>
/// <param name="RawValue">The value without its folds, its encoded-words as they are.</param>
public sealed record CaughtHeader(string Name, string RawValue)
{
    /// <summary>The value with its encoded-words decoded (RFC 2047).</summary>
    public string Value => EncodedWords.Decode(RawValue);

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Value}";
}
