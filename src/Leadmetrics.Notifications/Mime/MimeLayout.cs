namespace Leadmetrics.Notifications.Mime;

/// <summary>
/// The tree of parts: <c>mixed(related(alternative(text, html, calendar), inline…), attachments…, ics)</c>, each level only where it is needed. Writes what stands between
/// the bodies, and marks the places where each body belongs.
/// </summary>
internal ref struct MimeLayout
{
    private readonly HeaderBuffer _output;
    private readonly EmailMessage _message;
    private readonly string _messageId;
    private readonly IReadOnlyList<AttachmentPart> _attachments;
    private readonly bool _isRelated;
    private readonly bool _isMixed;
    private readonly bool _isAlternative;
    private int _placed;

    public MimeLayout(HeaderBuffer output, EmailSubmission submission, IReadOnlyList<AttachmentPart> attachments)
    {
        _output = output;
        _message = submission.Message;
        _messageId = submission.MessageId;
        _attachments = attachments;
        var bodies = (_message.Text is null ? 0 : 1) + (_message.Html is null ? 0 : 1) + (_message.Calendar is null ? 0 : 1);
        _isAlternative = bodies > 1;
        _isMixed = _message.Calendar is not null;
        for (var i = 0; i < attachments.Count; i++)
        {
            if (IsInline(i)) _isRelated = true;
            else _isMixed = true;
        }

        Parts = new MimePart[bodies + attachments.Count + (_message.Calendar is null ? 0 : 1)];
        Places = new int[Parts.Length];
    }

    /// <summary>The bodies, in their order.</summary>
    public MimePart[] Parts { get; }

    /// <summary>For each body the offset in the output before which it belongs.</summary>
    public int[] Places { get; }

    public void Write()
    {
        if (_isMixed) WriteMixed();
        else WriteBodyAndInline();
        if (_isMixed || _isRelated || _isAlternative) _output.EndLine();
    }

    // Without HTML nothing refers to an inline part: it stands among the attachments.
    private bool IsInline(int index) => _message.Html is not null && _message.Attachments[index].ContentId is not null;

    private void WriteMixed()
    {
        var boundary = new Boundary(_messageId, '1');
        WriteMultipart("mixed"u8, boundary);
        var isFirst = true;
        if (_message is not { Html: null, Text: null, Calendar: null })
        {
            boundary.WriteOpening(_output);
            WriteBodyAndInline();
            isFirst = false;
        }

        for (var i = 0; i < _attachments.Count; i++)
        {
            if (IsInline(i)) continue;
            if (isFirst) boundary.WriteOpening(_output);
            else boundary.WriteNext(_output);
            isFirst = false;
            WriteAttachment(i);
        }

        if (_message.Calendar is { } calendar)
        {
            boundary.WriteNext(_output);
            WriteCalendarFile(calendar);
        }

        boundary.WriteClosing(_output);
    }

    private void WriteBodyAndInline()
    {
        if (!_isRelated)
        {
            WriteBody();
            return;
        }

        var boundary = new Boundary(_messageId, '2');
        WriteMultipart(_isAlternative ? "related; type=\"multipart/alternative\""u8 : "related; type=\"text/html\""u8, boundary);
        boundary.WriteOpening(_output);
        WriteBody();
        for (var i = 0; i < _attachments.Count; i++)
        {
            if (!IsInline(i)) continue;
            boundary.WriteNext(_output);
            WriteAttachment(i);
        }

        boundary.WriteClosing(_output);
    }

    private void WriteBody()
    {
        if (!_isAlternative)
        {
            WriteBodies(default);
            return;
        }

        var boundary = new Boundary(_messageId, '3');
        WriteMultipart("alternative"u8, boundary);
        WriteBodies(boundary);
        boundary.WriteClosing(_output);
    }

    // From the plainest to the richest: readers show the last that they can.
    private void WriteBodies(Boundary boundary)
    {
        var isFirst = true;
        if (_message.Text is { } text)
        {
            Open(boundary, ref isFirst);
            WriteText(text, "plain"u8);
        }

        if (_message.Html is { } html)
        {
            Open(boundary, ref isFirst);
            WriteText(html, "html"u8);
        }

        if (_message.Calendar is not { } calendar) return;
        Open(boundary, ref isFirst);
        _output.Write("Content-Type: text/calendar; charset=utf-8;\r\n method="u8);
        _output.Write(calendar.Method);
        _output.EndLine();
        WriteEncodingAndPlace(new TextPart(calendar.Object, isWhole: false));
    }

    private readonly void Open(Boundary boundary, ref bool isFirst)
    {
        if (!_isAlternative) return;
        if (isFirst) boundary.WriteOpening(_output);
        else boundary.WriteNext(_output);
        isFirst = false;
    }

    private void WriteMultipart(ReadOnlySpan<byte> subtype, Boundary boundary)
    {
        _output.Write("Content-Type: multipart/"u8);
        _output.Write(subtype);
        _output.Write(";\r\n boundary=\""u8);
        boundary.Write(_output);
        _output.Write("\"\r\n\r\n"u8);
    }

    private void WriteText(string text, ReadOnlySpan<byte> subtype)
    {
        var part = new TextPart(text, isWhole: !(_isMixed || _isRelated || _isAlternative));
        _output.Write("Content-Type: text/"u8);
        _output.Write(subtype);
        _output.Write("; charset=utf-8\r\n"u8);
        WriteEncodingAndPlace(part);
    }

    private void WriteAttachment(int index)
    {
        var attachment = _message.Attachments[index];
        var fileName = FileNames.Clean(attachment.FileName);
        WriteType(MediaType(attachment.ContentType), fileName);
        if (attachment.ContentId is { } id)
        {
            _output.Write("Content-ID: <"u8);
            _output.Write(id);
            _output.Write(">\r\n"u8);
        }

        WriteDisposition(attachment.ContentId is null ? "attachment"u8 : "inline"u8, fileName);
        WriteEncodingAndPlace(_attachments[index]);
    }

    // The same object once more, for programs that know no invitations; in base64, so that nothing on the way changes its lines.
    private void WriteCalendarFile(EmailCalendar calendar)
    {
        var fileName = FileNames.Clean(calendar.FileName);
        WriteType("application/ics", fileName);
        WriteDisposition("attachment"u8, fileName);
        WriteEncodingAndPlace(TextPart.AsBase64(calendar.Object));
    }

    private readonly void WriteType(string type, string fileName)
    {
        _output.Write("Content-Type: "u8);
        _output.Write(type);
        FileNameParameters.WriteName(_output, fileName);
        _output.EndLine();
    }

    private readonly void WriteDisposition(ReadOnlySpan<byte> word, string fileName)
    {
        _output.Write("Content-Disposition: "u8);
        _output.Write(word);
        FileNameParameters.WriteFileName(_output, fileName);
        _output.EndLine();
    }

    private void WriteEncodingAndPlace(MimePart part)
    {
        _output.Write(part.Encoding switch
        {
            TransferEncoding.SevenBit => "Content-Transfer-Encoding: 7bit\r\n\r\n"u8,
            TransferEncoding.QuotedPrintable => "Content-Transfer-Encoding: quoted-printable\r\n\r\n"u8,
            _ => "Content-Transfer-Encoding: base64\r\n\r\n"u8,
        });
        Parts[_placed] = part;
        Places[_placed++] = _output.Length;
    }

    // RFC 2046 sections 5.1 and 5.2.1 forbid base64 on multipart and message types, and their bytes are the host's: unknown line lengths, maybe 8-bit.
    // As plain octets they arrive unchanged, and readers go by the file name's ending (.eml).
    private static string MediaType(string type) =>
        type.StartsWith("message/", StringComparison.OrdinalIgnoreCase) || type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase)
            ? "application/octet-stream"
            : type;
}
