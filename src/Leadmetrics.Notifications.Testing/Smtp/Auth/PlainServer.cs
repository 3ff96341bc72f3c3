using System.Text;

namespace Leadmetrics.Notifications.Testing;

/// <summary>RFC 4616: authorization identity, NUL, user, NUL, password.</summary>
internal sealed class PlainServer(ScriptedSmtpServerOptions options) : SaslServer
{
    public override SaslStep Step(byte[]? response)
    {
        if (response is null)
            return SaslStep.Ask([]);
        var parts = Encoding.UTF8.GetString(response).Split('\0');
        if (parts.Length != 3)
            return SaslStep.Nonsense;
        return options.AcceptAnyCredentials || (options.Users.TryGetValue(parts[1], out var password) && Same(password, parts[2]))
            ? SaslStep.Passed(parts[1])
            : SaslStep.Failed;
    }
}
