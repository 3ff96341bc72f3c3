using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Smtp;
using Xunit;

namespace Leadmetrics.Conformance.Transports;

/// <summary>What the transport suites begin with.</summary>
internal static class Given
{
    public static readonly EhloName Name = EhloName.TryCreate("client.test", out var name) ? name : throw new InvalidOperationException();

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>For a server on loopback, whose authority is trusted and where a secret may cross in clear only if the test says so.</summary>
    public static SmtpConnectionOptions OptionsFor(ScriptedSmtpServer server, SmtpTlsMode mode = SmtpTlsMode.None) => new()
    {
        Host = server.Host,
        Port = server.Port,
        TlsMode = mode,
        EhloName = Name,
        TrustedRoots = [TestCertificates.Shared.Authority],
    };

    public static Mailbox Box(string address) => Mailbox.TryCreate(address, allowQuoted: true, out var mailbox, out var error) ? mailbox : throw new ArgumentException(error);

    public static SmtpTransaction Mail(string from, params string[] to) => new(Box(from), [.. to.Select(Box)], Text($"Subject: from {from}\r\n\r\nHello\r\n"));

    public static SmtpTransaction Mail(SmtpContent content, Func<CancellationToken, ValueTask>? gate = null) =>
        new(Box("a@client.test"), [Box("b@server.test")], content) { Gate = gate };

    public static SmtpContent Text(string text) => SmtpContent.FromBytes(Encoding.UTF8.GetBytes(text));

    public static SmtpContent Written(Func<PipeWriter, CancellationToken, ValueTask> write, long? length = null) => new WrittenContent(write, length);

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>One that breaks the connection, by name, for theories.</summary>
    public static SmtpFault Fault(string how) => how switch
    {
        "FIN" => SmtpFault.Close,
        "RST" => SmtpFault.Reset,
        "half" => SmtpFault.HalfReply(2),
        "silence" => SmtpFault.Silence,
        _ => SmtpFault.Reply(how),
    };

    private sealed class WrittenContent(Func<PipeWriter, CancellationToken, ValueTask> write, long? length) : SmtpContent
    {
        public override long? Length => length;

        public override ValueTask WriteToAsync(PipeWriter output, CancellationToken cancellationToken) => write(output, cancellationToken);
    }
}
