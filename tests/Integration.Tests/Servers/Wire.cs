using System.Text;
using Leadmetrics.Peers;
using Leadmetrics.Smtp;

namespace Leadmetrics.Integration.Servers;

/// <summary>The engine alone, pointed at a real server.</summary>
internal static class Wire
{
    public static async Task<SmtpConnectionOptions> OptionsForAsync(int port, SmtpTlsMode mode = SmtpTlsMode.StartTls) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        TlsMode = mode,
        ServerName = "localhost",
        TrustedRoots = [(await TestCertificates.SharedAsync()).LoadAuthority()],
    };

    public static Mailbox Box(string address) => Mailbox.TryCreate(address, allowQuoted: false, out var mailbox, out var error) ? mailbox : throw new ArgumentException(error);

    /// <summary>A mail whose sender and Message-ID bear its name.</summary>
    public static SmtpTransaction Mail(string name, string to, string body = "Hello\r\n") =>
        new(Box(name + "@client.test"), [Box(to)], SmtpContent.FromBytes(Encoding.Latin1.GetBytes($"Message-ID: <{name}@client.test>\r\nSubject: {name}\r\n\r\n{body}")));

    /// <summary>The name in the Message-ID of a mail.</summary>
    public static string NameOf(ReadOnlySpan<byte> content)
    {
        var start = content.IndexOf("Message-ID: <"u8) + 13;
        return start < 13 ? throw new FormatException("There is no Message-ID.") : Encoding.ASCII.GetString(content[start..(start + content[start..].IndexOf((byte)'@'))]);
    }
}
