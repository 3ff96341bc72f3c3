namespace Leadmetrics.Smtp.Sasl;

/// <summary>What both token mechanisms can say.</summary>
internal static class BearerToken
{
    /// <summary>Whether XOAUTH2 and OAUTHBEARER can carry these: U+0001 is their separator, and a bearer token is of visible ASCII (RFC 6750).</summary>
    /// <param name="userName">The mailbox.</param>
    /// <param name="token">The token.</param>
    /// <returns><see langword="false"/> where they cannot.</returns>
    public static bool CanCarry(string userName, string token) =>
        !userName.AsSpan().ContainsAnyInRange('\0', '\u001f') && token.Length > 0 && !token.AsSpan().ContainsAnyExceptInRange('!', '~');
}
