using System.Globalization;

namespace Leadmetrics.Smtp.Wire;

/// <summary>Reads what an EHLO reply offers (RFC 5321 section 4.1.1.1). Unknown keywords are kept and ignored.</summary>
internal static class EhloReply
{
    public static SmtpCapabilities Read(SmtpReply reply)
    {
        var first = reply.Lines[0];
        var space = first.IndexOf(' ');
        var lines = reply.Lines.Skip(1).Where(line => !string.IsNullOrWhiteSpace(line)).ToArray();
        var capabilities = new SmtpCapabilities { Domain = space < 0 ? first : first[..space], Lines = lines };
        foreach (var line in lines) capabilities = Read(capabilities, line);
        return capabilities;
    }

    private static SmtpCapabilities Read(SmtpCapabilities so, string line)
    {
        // AUTH=PLAIN is what servers said before RFC 2554, and some say beside the right form.
        if (line.StartsWith("AUTH=", StringComparison.OrdinalIgnoreCase)) return WithMechanisms(so, line[5..]);
        var space = line.IndexOf(' ');
        var keyword = space < 0 ? line : line[..space];
        var rest = space < 0 ? "" : line[(space + 1)..].Trim();
        return keyword.ToUpperInvariant() switch
        {
            "AUTH" => WithMechanisms(so, rest),
            "STARTTLS" => so with { StartTls = true },
            "PIPELINING" => so with { Pipelining = true },
            "CHUNKING" => so with { Chunking = true },
            "8BITMIME" => so with { EightBitMime = true },
            "SMTPUTF8" => so with { SmtpUtf8 = true },
            "DSN" => so with { Dsn = true },
            "ENHANCEDSTATUSCODES" => so with { EnhancedStatusCodes = true },
            "SIZE" => so with { Size = true, MaxSize = long.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most > 0 ? most : null },
            "LIMITS" => WithLimits(so, rest),
            _ => so,
        };
    }

    private static SmtpCapabilities WithLimits(SmtpCapabilities so, string limits)
    {
        foreach (var limit in limits.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = limit.IndexOf('=');
            if (equals < 0 || !int.TryParse(limit.AsSpan(equals + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var most) || most < 1) continue;
            if (limit.AsSpan(0, equals).Equals("RCPTMAX", StringComparison.OrdinalIgnoreCase)) so = so with { MaxRecipients = most };
            else if (limit.AsSpan(0, equals).Equals("MAILMAX", StringComparison.OrdinalIgnoreCase)) so = so with { MaxMessages = most };
        }

        return so;
    }

    private static SmtpCapabilities WithMechanisms(SmtpCapabilities so, string names)
    {
        var added = names.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(name => name.ToUpperInvariant());
        return so with { AuthMechanisms = [.. so.AuthMechanisms.Concat(added).Distinct(StringComparer.Ordinal)] };
    }
}
