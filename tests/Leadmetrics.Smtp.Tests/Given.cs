using System.IO.Pipelines;
using System.Text;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Smtp.Wire;

namespace Leadmetrics.Smtp.Tests;

/// <summary>What most tests begin with.</summary>
internal static class Given
{
    public static readonly EhloName Name = EhloName.TryCreate("client.test", out var name) ? name : throw new InvalidOperationException();

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>By DATA, unless a test says otherwise.</summary>
    public static SmtpConnectionOptions OptionsFor(ScriptedSmtpServer server, SmtpTlsMode mode = SmtpTlsMode.None) => new()
    {
        AllowChunking = false,
        Host = server.Host,
        Port = server.Port,
        TlsMode = mode,
        EhloName = Name,
        AllowClearTextCredentials = true,
        TrustedRoots = [TestCertificates.Shared.Authority],
    };

    /// <summary>By BDAT where the server offers it, and what the server does with a chunk that it refuses is known: MaxInFlight above one needs no question.</summary>
    public static SmtpConnectionOptions ChunkingFor(ScriptedSmtpServer server)
    {
        var memory = new SmtpHostMemory();
        memory.For(server.Host, server.Port, TimeProvider.System).Learn(server.Options.ReadRefusedChunks ? HostTrait.DiscardsRefusedChunks : HostTrait.ExecutesRefusedChunks);
        return OptionsFor(server) with { AllowChunking = true, HostMemory = memory };
    }

    public static Task<SmtpConnection> ConnectAsync(ScriptedSmtpServer server, SmtpConnectTrace? trace = null) =>
        SmtpConnection.ConnectAsync(OptionsFor(server), trace, Cancel);

    public static Mailbox Box(string address) => Mailbox.TryCreate(address, allowQuoted: true, out var mailbox, out var error) ? mailbox : throw new ArgumentException(error);

    public static SmtpTransaction Mail(string from, params string[] to) => new(Box(from), [.. to.Select(Box)], Text($"Subject: from {from}\r\n\r\nHello\r\n"));

    public static SmtpTransaction Mail(SmtpContent content) => new(Box("a@client.test"), [Box("b@server.test")], content);

    public static SmtpContent Text(string text) => SmtpContent.FromBytes(Encoding.UTF8.GetBytes(text));

    public static SmtpContent Content(Func<PipeWriter, CancellationToken, ValueTask> write, long? length = null) => new WrittenContent(write, length);

    private sealed class WrittenContent(Func<PipeWriter, CancellationToken, ValueTask> write, long? length) : SmtpContent
    {
        public override long? Length => length;

        public override ValueTask WriteToAsync(PipeWriter output, CancellationToken cancellationToken) => write(output, cancellationToken);
    }
}
