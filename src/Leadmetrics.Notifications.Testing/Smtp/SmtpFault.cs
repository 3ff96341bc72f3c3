using System.Text;

namespace Leadmetrics.Notifications.Testing;

/// <summary>What goes wrong at a <see cref="SmtpPoint"/>. Replies of earlier commands are always sent before a fault acts.</summary>
public sealed class SmtpFault
{
    private SmtpFault(SmtpFaultKind kind) => Kind = kind;

    /// <summary>Ends the server's side of the connection (FIN); what still arrives is read and recorded.</summary>
    public static SmtpFault Close { get; } = new(SmtpFaultKind.Close);

    /// <summary>Drops the connection with a reset (RST, linger 0).</summary>
    public static SmtpFault Reset { get; } = new(SmtpFaultKind.Reset);

    /// <summary>Answers nothing any more; keeps the connection open and reads what arrives.</summary>
    public static SmtpFault Silence { get; } = new(SmtpFaultKind.Silence);

    /// <summary>Answers nothing and reads nothing any more, so that a client's large write comes to a halt; keeps the connection open.</summary>
    public static SmtpFault Stall { get; } = new(SmtpFaultKind.Stall);

    /// <summary>Answers the command normally; but where more input arrived with it, that is the last answer: the server that advertises PIPELINING and cannot do it.</summary>
    public static SmtpFault AnswerOnlyFirstOfGroup { get; } = new(SmtpFaultKind.FirstOfGroup);

    internal SmtpFaultKind Kind { get; }

    internal byte[] Bytes { get; private init; } = [];

    internal bool OneBytePerPacket { get; private init; }

    internal int Count { get; private init; }

    internal Task Release { get; private init; } = Task.CompletedTask;

    internal SmtpFault? Next { get; private init; }

    /// <summary>Sends this reply in place of the usual one. Its code decides how the server goes on; the connection stays open, also after a 421.</summary>
    /// <param name="text">Code and text; several lines are separated by LF or CRLF and each bears its code. The last line end is added.</param>
    /// <exception cref="ArgumentException">The text is empty.</exception>
    public static SmtpFault Reply(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        return new(SmtpFaultKind.Reply) { Bytes = ReplyText.Encode(text) };
    }

    /// <summary>Sends these bytes in place of the usual reply, with nothing added. Where they begin with a code it decides how the server goes on.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="oneBytePerPacket">Writes each byte by itself.</param>
    public static SmtpFault ReplyBytes(ReadOnlySpan<byte> bytes, bool oneBytePerPacket = false) =>
        new(SmtpFaultKind.Bytes) { Bytes = bytes.ToArray(), OneBytePerPacket = oneBytePerPacket };

    /// <summary>Sends these bytes again and again in place of the usual reply, until the client is gone: the endless line, the endless <c>250-</c>.</summary>
    /// <param name="pattern">The bytes; no line end is added. They are left out of <see cref="ScriptedConnection.BytesSent"/>.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static SmtpFault Endless(ReadOnlySpan<byte> pattern)
    {
        if (pattern.IsEmpty)
            throw new ArgumentException("An endless reply has at least one byte.", nameof(pattern));
        // Few large writes: a client that counts to 64 KiB must not wait for as many packets.
        var bytes = new byte[pattern.Length * Math.Max(1, 16 * 1024 / pattern.Length)];
        for (var at = 0; at < bytes.Length; at += pattern.Length)
            pattern.CopyTo(bytes.AsSpan(at));
        return new(SmtpFaultKind.Endless) { Bytes = bytes };
    }

    /// <summary>Sends the beginning of the usual reply, and then does something else.</summary>
    /// <param name="octets">How many octets of it; 0 means half of it.</param>
    /// <param name="then"><see cref="Close"/> where it is null.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static SmtpFault HalfReply(int octets = 0, SmtpFault? then = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(octets);
        return new(SmtpFaultKind.Half) { Count = octets, Next = then ?? Close };
    }

    /// <summary>Waits with the usual reply until a task of the test ends.</summary>
    /// <param name="release">Ends when the server shall go on.</param>
    /// <param name="then">What to do then; null means the usual reply.</param>
    public static SmtpFault Hold(Task release, SmtpFault? then = null)
    {
        ArgumentNullException.ThrowIfNull(release);
        return new(SmtpFaultKind.Hold) { Release = release, Next = then };
    }

    /// <summary>Sends the usual reply and these bytes behind it in the same write: at <see cref="SmtpPoint.StartTls"/> what a man in the middle injects ahead of TLS.</summary>
    /// <param name="bytes">The bytes as they shall stand behind the reply.</param>
    public static SmtpFault InjectAfterStartTls(ReadOnlySpan<byte> bytes) => new(SmtpFaultKind.Inject) { Bytes = bytes.ToArray() };

    /// <inheritdoc cref="InjectAfterStartTls(ReadOnlySpan{byte})"/>
    /// <param name="text">The bytes as text, written as UTF-8; CRLF is not added.</param>
    public static SmtpFault InjectAfterStartTls(string text) => InjectAfterStartTls(Encoding.UTF8.GetBytes(text));

    /// <summary>Answers the dot normally and 503 to every command that arrived before that answer; hangs up if that was too much (Haraka). The answer waits until nothing has arrived for 20 ms. For <see cref="SmtpPoint.Dot"/>.</summary>
    /// <param name="hangUpPast">Octets behind the dot above which the server closes the connection; 8,192 by default.</param>
    public static SmtpFault Answer503BehindTheDot(int hangUpPast = 8192) => new(SmtpFaultKind.RefuseBehindDot) { Count = hangUpPast };

    /// <summary>This fault, and behind it another: <c>SmtpFault.Reply("421 bye").Then(SmtpFault.Close)</c>.</summary>
    /// <param name="next">What follows at once. For <see cref="Reply"/>, <see cref="ReplyBytes"/> and <see cref="Hold"/>.</param>
    /// <exception cref="InvalidOperationException">Nothing can follow this fault.</exception>
    public SmtpFault Then(SmtpFault next)
    {
        ArgumentNullException.ThrowIfNull(next);
        if (Kind is not (SmtpFaultKind.Reply or SmtpFaultKind.Bytes or SmtpFaultKind.Hold or SmtpFaultKind.Inject))
            throw new InvalidOperationException($"Nothing can follow {Kind}.");
        return new(Kind) { Bytes = Bytes, OneBytePerPacket = OneBytePerPacket, Count = Count, Release = Release, Next = Next?.Then(next) ?? next };
    }

    /// <inheritdoc/>
    public override string ToString() => Bytes.Length is 0 or > 1024 ? Kind.ToString() : $"{Kind} {Encoding.Latin1.GetString(Bytes).TrimEnd()}";
}
