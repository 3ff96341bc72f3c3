namespace Leadmetrics.Notifications.Providers.Smtp.Probing;

/// <summary>Tells a protocol by the first line that a server says. Pure.</summary>
internal static class Banner
{
    /// <summary>What a whole first line is of.</summary>
    public static Speaker Of(string line)
    {
        if (line.StartsWith("* OK", StringComparison.OrdinalIgnoreCase) || line.StartsWith("* BYE", StringComparison.OrdinalIgnoreCase) || line.StartsWith("* PREAUTH", StringComparison.OrdinalIgnoreCase)) return Speaker.MailReading;
        if (line.StartsWith("+OK", StringComparison.Ordinal) || line.StartsWith("-ERR", StringComparison.Ordinal)) return Speaker.MailReading;
        if (line.Length < 3 || line[0] is < '2' or > '5' || !char.IsAsciiDigit(line[1]) || !char.IsAsciiDigit(line[2]) || (line.Length > 3 && line[3] is not (' ' or '-'))) return Speaker.Other;

        // FTP and NNTP number their greetings, too.
        if (line.StartsWith("20", StringComparison.Ordinal)) return Speaker.Other;
        return line.Contains("FTP", StringComparison.OrdinalIgnoreCase) && !line.Contains("SMTP", StringComparison.OrdinalIgnoreCase) ? Speaker.Other : Speaker.Smtp;
    }
}
