namespace Leadmetrics.Notifications.Secrets;

/// <summary>One key of the local key ring.</summary>
public sealed class KeyOptions
{
    /// <summary>The key: 32 bytes in base64, as <c>lmn key new</c> makes them.</summary>
    public string Key { get; set; } = "";

    /// <summary>The id that sealed settings name the key by.</summary>
    /// <value><see langword="null"/>: a fingerprint of the key, the same on every host and in <c>lmn</c>.</value>
    public string? Id { get; set; }

    /// <summary>What the key may be used for.</summary>
    /// <value><see cref="KeyState.Active"/>.</value>
    public KeyState State { get; set; }
}
