using System.Text;

namespace Leadmetrics.Notifications.Testing;

/// <summary>The LOGIN of draft-murchison-sasl-login: asks for the user, then for the password; the user may come with the command.</summary>
internal sealed class LoginServer(ScriptedSmtpServerOptions options) : SaslServer
{
    private string? _user;
    private bool _asked;

    public override SaslStep Step(byte[]? response)
    {
        if (response is null && !_asked)
        {
            _asked = true;
            return SaslStep.Ask("Username:"u8.ToArray());
        }
        var text = Encoding.UTF8.GetString(response ?? []);
        if (_user is null)
        {
            _user = text;
            return SaslStep.Ask("Password:"u8.ToArray());
        }
        return options.AcceptAnyCredentials || (options.Users.TryGetValue(_user, out var password) && Same(password, text))
            ? SaslStep.Passed(_user)
            : SaslStep.Failed;
    }
}
