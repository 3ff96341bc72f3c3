namespace Leadmetrics.Notifications.Testing;

/// <summary>A point of an SMTP dialogue: the place of a fault, and something to wait for.</summary>
/// <param name="Kind">The stage.</param>
/// <param name="Number">Which one of several, from 1, or the amount of content; 0 where it does not matter.</param>
public readonly record struct SmtpPoint(SmtpPointKind Kind, long Number = 0)
{
    /// <summary>The connection stands and nothing was sent yet.</summary>
    public static SmtpPoint Connected => new(SmtpPointKind.Connected);

    /// <summary>In place of the greeting; with <see cref="SmtpFault.HalfReply"/> in the middle of it.</summary>
    public static SmtpPoint Greeting => new(SmtpPointKind.Greeting);

    /// <summary>EHLO or HELO was read.</summary>
    public static SmtpPoint Ehlo => new(SmtpPointKind.Ehlo);

    /// <summary>STARTTLS was read.</summary>
    public static SmtpPoint StartTls => new(SmtpPointKind.StartTls);

    /// <summary>The first bytes of the client's TLS handshake have arrived. Replies make no sense here; close, reset and silence do.</summary>
    public static SmtpPoint TlsHandshake => new(SmtpPointKind.TlsHandshake);

    /// <summary>AUTH was read.</summary>
    public static SmtpPoint Auth => new(SmtpPointKind.Auth);

    /// <summary>MAIL was read.</summary>
    public static SmtpPoint Mail => new(SmtpPointKind.Mail);

    /// <summary>DATA was read.</summary>
    public static SmtpPoint Data => new(SmtpPointKind.Data);

    /// <summary>A chunk that is not the last was read whole.</summary>
    public static SmtpPoint Chunk => new(SmtpPointKind.Chunk);

    /// <summary>The final dot, or the last chunk, was read. A fault that gives no reply here keeps the message: it was accepted, and only the answer is lost.</summary>
    public static SmtpPoint Dot => new(SmtpPointKind.Dot);

    /// <summary>RSET was read.</summary>
    public static SmtpPoint Rset => new(SmtpPointKind.Rset);

    /// <summary>NOOP was read.</summary>
    public static SmtpPoint Noop => new(SmtpPointKind.Noop);

    /// <summary>QUIT was read.</summary>
    public static SmtpPoint Quit => new(SmtpPointKind.Quit);

    /// <summary>The nth response of the client inside AUTH was read.</summary>
    /// <param name="number">From 1; 0 means each.</param>
    public static SmtpPoint AuthContinuation(int number = 0) => new(SmtpPointKind.AuthContinuation, number);

    /// <summary>The nth RCPT of a transaction was read.</summary>
    /// <param name="number">From 1; 0 means each.</param>
    public static SmtpPoint Rcpt(int number = 0) => new(SmtpPointKind.Rcpt, number);

    /// <summary>So much of a message's content was read; nothing behind it is read before the fault has acted. A reply here is the reply to this content, and refuses it.</summary>
    /// <param name="percent">0 to 100, of the size that MAIL declared with SIZE=, else of the BDAT chunk. 0 is at once behind the 354; where no size is known, any other value is when the final dot arrives.</param>
    public static SmtpPoint ContentPercent(int percent) => new(SmtpPointKind.ContentPercent, percent);

    /// <summary>So many octets of a message's content, as they are on the wire, were read; nothing behind it is read before the fault has acted. A reply here is the reply to this content, and refuses it.</summary>
    /// <param name="octets">0 or more.</param>
    public static SmtpPoint ContentBytes(long octets) => new(SmtpPointKind.ContentBytes, octets);

    internal bool IsContent => Kind is SmtpPointKind.ContentBytes or SmtpPointKind.ContentPercent;

    internal bool Covers(SmtpPoint actual) => Kind == actual.Kind && (Number == actual.Number || (Number == 0 && !IsContent));
}
