using System.Text;

namespace Leadmetrics.Notifications.Testing;

/// <summary>XOAUTH2 and OAUTHBEARER (RFC 7628). A wrong token is told by a JSON challenge; whatever the client answers to it, the end is a refusal.</summary>
internal sealed class BearerServer(ScriptedSmtpServerOptions options, bool isXoauth2) : SaslServer
{
    private bool _asked;
    private bool _refused;

    public override SaslStep Step(byte[]? response)
    {
        if (_refused)
            return SaslStep.Failed;
        if (response is null && !_asked)
        {
            _asked = true;
            return SaslStep.Ask([]);
        }
        var fields = Encoding.UTF8.GetString(response ?? []).Split('\x01');
        var user = isXoauth2 ? Field(fields, "user=") : GsUser(fields[0]);
        var token = Field(fields, "auth=Bearer ");
        if (user is null || token is null || fields.Length < 4 || fields[^1].Length > 0 || fields[^2].Length > 0)
            return SaslStep.Nonsense;
        if (options.AcceptAnyCredentials || (options.Tokens.TryGetValue(user, out var expected) && Same(expected, token)))
            return SaslStep.Passed(user);
        _refused = true;
        return SaslStep.Ask(isXoauth2
            ? """{"status":"401","schemes":"Bearer","scope":"https://mail.example/"}"""u8.ToArray()
            : """{"status":"invalid_token","scope":"https://mail.example/"}"""u8.ToArray());
    }

    private static string? Field(string[] fields, string prefix) =>
        fields.FirstOrDefault(field => field.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))?[prefix.Length..];

    /// <summary>The authorization identity of a GS2 header, <c>n,a=user,</c>, with its escapes undone.</summary>
    private static string? GsUser(string header)
    {
        var parts = header.Split(',');
        return parts.Length == 3 && parts[0] is "n" or "y" && parts[1].StartsWith("a=", StringComparison.Ordinal)
            ? parts[1][2..].Replace("=2C", ",", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal)
            : null;
    }
}
