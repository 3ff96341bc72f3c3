using System.Security.Cryptography;
using Leadmetrics.Notifications.Hosting;
using Leadmetrics.Notifications.Secrets;
using Microsoft.Extensions.Options;

namespace Leadmetrics.Notifications.AspNetCore.Unsubscribing;

/// <summary>The keys of links: those of the options, else derived from those that seal settings.</summary>
internal sealed class UnsubscribeKeys(IOptions<NotificationsApiOptions> options, IOptions<NotificationsOptions> host)
{
    private const int Size = 32;
    private const int MaxAddress = 200;

    private readonly Lazy<IReadOnlyList<byte[]>> _keys = new(() => Read(options.Value.Unsubscribe, host.Value));

    /// <summary>All keys, the one that seals first; none where the host has none.</summary>
    public IReadOnlyList<byte[]> All => _keys.Value;

    /// <summary>What is wrong with the options.</summary>
    public static IEnumerable<string> Errors(UnsubscribeOptions options)
    {
        if (options.BaseAddress is { } address && (!address.IsAbsoluteUri || address.Scheme != Uri.UriSchemeHttps || address.Query.Length > 0 || address.Fragment.Length > 0 || address.AbsoluteUri.Length > MaxAddress))
            yield return $"Unsubscribe:BaseAddress is no absolute https address of at most {MaxAddress} characters without query.";
        for (var i = 0; i < options.Keys.Count; i++)
        {
            if (!IsKey(options.Keys[i])) yield return $"Unsubscribe:Keys:{i} is not {Size} octets in base64 (make one with: lmn key new).";
        }
    }

    private static IReadOnlyList<byte[]> Read(UnsubscribeOptions options, NotificationsOptions host)
    {
        if (options.Keys.Count > 0) return [.. options.Keys.Select(Convert.FromBase64String)];
        return [.. host.Keys.Where(key => key.State != KeyState.Compromised && IsKey(key.Key)).OrderBy(key => key.State).Select(key => Derive(key.Key))];
    }

    private static byte[] Derive(string key) => HKDF.DeriveKey(HashAlgorithmName.SHA256, Convert.FromBase64String(key.Trim()), Size, info: "Leadmetrics.Notifications unsubscribe 1"u8.ToArray());

    private static bool IsKey(string? key)
    {
        var octets = new byte[Size + 1];
        return Convert.TryFromBase64String((key ?? "").Trim(), octets, out var length) && length == Size;
    }
}
