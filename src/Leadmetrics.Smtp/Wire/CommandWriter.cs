using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Leadmetrics.Smtp.Wire;

/// <summary>Writes commands (RFC 5321 section 4.1.1), each as a whole line.</summary>
/// <remarks>Arguments are typed and cannot hold a line end; each line is looked at once more before its CRLF is put, so that none can.</remarks>
internal sealed class CommandWriter(WireWriter output, ISmtpTranscript? transcript)
{
    private static readonly SearchValues<byte> Forbidden = SearchValues.Create("\r\n\0"u8);

    public void Ehlo(EhloName name) => Plain("EHLO "u8, name.Value);

    public void Helo(EhloName name) => Plain("HELO "u8, name.Value);

    public void StartTls() => Plain("STARTTLS"u8);

    public void Rset() => Plain("RSET"u8);

    public void Data() => Plain("DATA"u8);

    public void Quit() => Plain("QUIT"u8);

    /// <summary>A last chunk whose octets are harmless where they are taken for a command.</summary>
    public void RefusedChunk()
    {
        Plain("BDAT 6 LAST"u8);
        Plain("NOOP"u8);
    }

    /// <summary>MAIL FROM with the parameters that are wanted.</summary>
    /// <param name="from">The reverse-path; <see langword="null"/> is <c>&lt;&gt;</c>.</param>
    /// <param name="size">SIZE in octets (RFC 1870).</param>
    /// <param name="eightBit">BODY=8BITMIME (RFC 6152).</param>
    /// <param name="smtpUtf8">SMTPUTF8 (RFC 6531).</param>
    /// <param name="dsn">RET and ENVID (RFC 3461); only where the server offers DSN.</param>
    /// <remarks>At most 432 octets with all parameters; RFC 5321 takes 512, its extensions more.</remarks>
    public void Mail(Mailbox? from, long? size, bool eightBit, bool smtpUtf8, SmtpDsn? dsn = null)
    {
        var start = output.Count;
        output.Write("MAIL FROM:<"u8);
        Put(from);
        output.Write(">"u8);
        if (size is { } octets)
        {
            output.Write(" SIZE="u8);
            var digits = output.GetSpan(20);
            if (!octets.TryFormat(digits, out var written, default, CultureInfo.InvariantCulture)) throw new InvalidOperationException("A long has at most 20 digits.");
            output.Advance(written);
        }

        if (eightBit) output.Write(" BODY=8BITMIME"u8);
        if (smtpUtf8) output.Write(" SMTPUTF8"u8);
        if (dsn?.Return is SmtpDsnReturn.Headers) output.Write(" RET=HDRS"u8);
        if (dsn?.Return is SmtpDsnReturn.Full) output.Write(" RET=FULL"u8);
        if (dsn?.EnvelopeId is { } id)
        {
            output.Write(" ENVID="u8);
            Put(Xtext.Encode(id.Value));
        }

        End(start);
    }

    /// <summary>RCPT TO with the parameters that are wanted.</summary>
    /// <param name="to">The forward-path.</param>
    /// <param name="dsn">NOTIFY and ORCPT (RFC 3461), which may make the line longer than 512 octets as section 4 there says; only where the server offers DSN.</param>
    public void Rcpt(Mailbox to, SmtpDsn? dsn = null)
    {
        var start = output.Count;
        output.Write("RCPT TO:<"u8);
        Put(to);
        output.Write(">"u8);
        if (dsn is not null) PutDsn(to, dsn.Notify);
        End(start);
    }

    /// <summary>AUTH with or without an initial response (RFC 4954 section 4).</summary>
    /// <param name="mechanism">The SASL name.</param>
    /// <param name="initialResponse">In clear, coded here; <see langword="null"/> for none, empty for <c>=</c>.</param>
    public void Auth(string mechanism, byte[]? initialResponse)
    {
        var start = output.Count;
        output.Write("AUTH "u8);
        Put(mechanism);
        if (initialResponse is not null)
        {
            output.Write(" "u8);
            if (initialResponse.Length == 0) output.Write("="u8);
            else PutBase64(initialResponse);
        }

        End(start, initialResponse is null ? $"AUTH {mechanism}" : $"AUTH {mechanism} ***");
    }

    /// <summary>The answer to a 334.</summary>
    /// <param name="response">In clear, coded here.</param>
    public void AuthResponse(byte[] response)
    {
        var start = output.Count;
        PutBase64(response);
        End(start, "***");
    }

    private void PutDsn(Mailbox to, SmtpDsnNotify notify)
    {
        if (notify != SmtpDsnNotify.Default)
        {
            output.Write(" NOTIFY="u8);
            var start = output.Count;
            PutFlag(notify, SmtpDsnNotify.Never, "NEVER"u8, start);
            PutFlag(notify, SmtpDsnNotify.Success, "SUCCESS"u8, start);
            PutFlag(notify, SmtpDsnNotify.Failure, "FAILURE"u8, start);
            PutFlag(notify, SmtpDsnNotify.Delay, "DELAY"u8, start);
        }

        // Another address type would be needed (utf-8, RFC 6533), which few servers know.
        if (to.RequiresSmtpUtf8) return;
        output.Write(" ORCPT=rfc822;"u8);
        Put(Xtext.Encode(to.ToString()));
    }

    private void PutFlag(SmtpDsnNotify notify, SmtpDsnNotify flag, ReadOnlySpan<byte> word, int start)
    {
        if (!notify.HasFlag(flag)) return;
        if (output.Count > start) output.Write(","u8);
        output.Write(word);
    }

    private void Plain(ReadOnlySpan<byte> verb, string argument = "")
    {
        var start = output.Count;
        output.Write(verb);
        Put(argument);
        End(start);
    }

    private void Put(Mailbox? mailbox)
    {
        if (mailbox is null) return;
        Put(mailbox.LocalPart);
        output.Write("@"u8);
        Put(mailbox.Domain);
    }

    private void Put(string text)
    {
        var target = output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        output.Advance(Encoding.UTF8.GetBytes(text, target));
    }

    private void PutBase64(byte[] data)
    {
        var target = output.GetSpan(Base64.GetMaxEncodedToUtf8Length(data.Length));
        Base64.EncodeToUtf8(data, target, out _, out var written);
        output.Advance(written);
        CryptographicOperations.ZeroMemory(data);
    }

    private void End(int start, string? redacted = null)
    {
        var line = output.Written(start);
        if (line.ContainsAny(Forbidden))
        {
            output.Truncate(start);
            throw new InvalidOperationException("A command would have held CR, LF or NUL; it was not sent.");
        }

        transcript?.Sent(redacted ?? Encoding.UTF8.GetString(line));
        output.Write("\r\n"u8);
    }
}
