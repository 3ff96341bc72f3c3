namespace Leadmetrics.Notifications.Secrets;

/// <summary>Makes keys for the local key ring.</summary>
public static class KeyGenerator
{
    /// <summary>A fresh key.</summary>
    /// <returns>32 random bytes in base64.</returns>
    public static string NewKey() => LocalKey.Generate();

    /// <summary>The id that a key without a given one goes by.</summary>
    /// <param name="key">32 bytes in base64.</param>
    /// <returns>For example <c>k-0123456789ab</c>.</returns>
    /// <exception cref="FormatException">It is not 32 bytes in base64.</exception>
    public static string IdOf(string key) =>
        LocalKey.Read(new KeyOptions { Key = key }, out var error)?.Id ?? throw new FormatException($"The key {error}.");
}
