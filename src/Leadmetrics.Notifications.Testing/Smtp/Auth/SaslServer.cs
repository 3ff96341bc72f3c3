using System.Security.Cryptography;
using System.Text;

namespace Leadmetrics.Notifications.Testing;

/// <summary>The server's side of one authentication. It is given the initial response (null where there is none) and then each further one.</summary>
internal abstract class SaslServer
{
    public abstract SaslStep Step(byte[]? response);

    public static SaslServer? Create(string mechanism, ScriptedSmtpServerOptions options) => mechanism switch
    {
        "PLAIN" => new PlainServer(options),
        "LOGIN" => new LoginServer(options),
        "CRAM-MD5" => new CramMd5Server(options),
        "SCRAM-SHA-256" => new ScramSha256Server(options),
        "XOAUTH2" => new BearerServer(options, isXoauth2: true),
        "OAUTHBEARER" => new BearerServer(options, isXoauth2: false),
        _ => null,
    };

    protected static bool Same(string expected, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given));
}
