namespace Leadmetrics.Notifications.Delivery.Bounces;

/// <summary>A Content-Type (RFC 2045 section 5.1), as far as reports need it.</summary>
/// <param name="Name">Type and subtype, in lower case.</param>
internal sealed record MailContentType(string Name)
{
    private static readonly MailContentType Plain = new("text/plain");

    public string? Boundary { get; private init; }

    /// <summary>In lower case.</summary>
    public string? Charset { get; private init; }

    /// <summary>In lower case.</summary>
    public string? ReportType { get; private init; }

    public bool IsMultipart => Name.StartsWith("multipart/", StringComparison.Ordinal);

    public static MailContentType Read(string? field)
    {
        if (field is null) return Plain;
        var rest = MailText.WithoutComments(field).AsSpan();
        var type = new MailContentType(Take(ref rest, out _).ToLowerInvariant());
        while (rest.Length > 0)
        {
            var name = Take(ref rest, out var value).ToLowerInvariant();
            type = name switch
            {
                "boundary" when type.Boundary is null && value.Length is > 0 and <= 200 => type with { Boundary = value },
                "charset" => type with { Charset = value.ToLowerInvariant() },
                "report-type" => type with { ReportType = value.ToLowerInvariant() },
                _ => type,
            };
        }

        return type.Name.Contains('/', StringComparison.Ordinal) ? type : Plain;
    }

    // One piece up to the next semicolon outside quotes: `name=value` or a name alone.
    private static string Take(ref ReadOnlySpan<char> rest, out string value)
    {
        var (quoted, end) = (false, 0);
        for (; end < rest.Length; end++)
        {
            if (rest[end] == '"') quoted = !quoted;
            else if (rest[end] == '\\' && quoted) end++;
            else if (rest[end] == ';' && !quoted) break;
        }

        var piece = rest[..Math.Min(end, rest.Length)];
        rest = end >= rest.Length ? [] : rest[(end + 1)..];
        var equals = piece.IndexOf('=');
        value = equals < 0 ? "" : Unquote(piece[(equals + 1)..].Trim());
        return (equals < 0 ? piece : piece[..equals]).Trim().ToString();
    }

    private static string Unquote(ReadOnlySpan<char> value) =>
        value is ['"', .., '"'] ? value[1..^1].ToString().Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal) : value.ToString();
}
