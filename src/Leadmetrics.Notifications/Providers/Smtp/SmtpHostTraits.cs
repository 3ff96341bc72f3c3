namespace Leadmetrics.Notifications.Providers.Smtp;

/// <summary>What is known of a provider's servers before they are asked: limits from their documentation, and what they do badly.</summary>
/// <remarks>
/// A recipient limit stands here only where the provider goes by the envelope over SMTP: one that goes by the header would send a copy to everybody for each
/// transaction. Splitting by what a server answers to RCPT needs no such knowledge.
/// </remarks>
/// <param name="Host">The server's name, or with a dot in front the end of its name.</param>
internal sealed record SmtpHostTraits(string Host)
{
    private static readonly SmtpHostTraits Unknown = new("");

    private static readonly SmtpHostTraits[] Known =
    [
        // Google Workspace Admin Help, "Gmail sending limits": 100 recipients of a message sent by SMTP; the relay's transactions have the same limit.
        new("smtp.gmail.com") { MaxRecipients = 100 },
        new("smtp.googlemail.com") { MaxRecipients = 100 },
        new("smtp-relay.gmail.com") { MaxRecipients = 100 },

        // Exchange Online, "Concurrent connections limit exceeded": 3 of SMTP AUTH at once. They offer CHUNKING, and answer a refused chunk in ways that leave the connection unsure.
        new("smtp.office365.com") { MaxConnections = 3, AllowChunking = false },
        new("smtp-legacy.office365.com") { MaxConnections = 3, AllowChunking = false },
        new("smtp-mail.outlook.com") { MaxConnections = 3, AllowChunking = false },
        new("smtp.live.com") { MaxConnections = 3, AllowChunking = false },
        new(".mail.protection.outlook.com") { AllowChunking = false },

        // Amazon SES, "Service quotas": 50 recipients a message, To, Cc and Bcc together. The regions stand in the middle of the name.
        // "Manual DKIM signing": not to be signed are Message-ID and Date, which SES writes itself.
        new("email-smtp.*.amazonaws.com") { MaxRecipients = 50, ReplacesDateAndMessageId = true },
        new("email-smtp-fips.*.amazonaws.com") { MaxRecipients = 50, ReplacesDateAndMessageId = true },
        new(".vpce.amazonaws.com") { MaxRecipients = 50, ReplacesDateAndMessageId = true },

        // Yahoo, "SMTP sending limits": 100 recipients a message.
        new("smtp.mail.yahoo.com") { MaxRecipients = 100 },
        new("smtp.bizmail.yahoo.com") { MaxRecipients = 100 },

        // Apple, "Mailbox size and message sending limits in iCloud": 500 recipients a message.
        new("smtp.mail.me.com") { MaxRecipients = 500 },
    ];

    /// <summary>The most recipients of one transaction; <see langword="null"/>: unknown.</summary>
    public int? MaxRecipients { get; init; }

    /// <summary>How many connections the server takes at once; <see langword="null"/>: unknown.</summary>
    public int? MaxConnections { get; init; }

    /// <summary>Whether CHUNKING is used where it is advertised.</summary>
    public bool AllowChunking { get; init; } = true;

    /// <summary>Whether the server puts its own Date and Message-ID in the place of a message's, so that DKIM must not sign them.</summary>
    public bool ReplacesDateAndMessageId { get; init; }

    /// <summary>Finds what is known of a host.</summary>
    /// <param name="host">Its name in ASCII, in any case, with or without a dot at its end.</param>
    public static SmtpHostTraits Of(string host)
    {
        var name = host.AsSpan().TrimEnd('.');
        foreach (var known in Known)
        {
            if (known.Fits(name)) return known;
        }

        return Unknown;
    }

    // One label stands for the asterisk.
    private bool Fits(ReadOnlySpan<char> name)
    {
        if (Host[0] == '.') return name.Length > Host.Length && name.EndsWith(Host, StringComparison.OrdinalIgnoreCase);
        var any = Host.IndexOf('*', StringComparison.Ordinal);
        if (any < 0) return name.Equals(Host, StringComparison.OrdinalIgnoreCase);
        var before = Host.AsSpan(0, any);
        var behind = Host.AsSpan(any + 1);
        if (name.Length <= before.Length + behind.Length || !name.StartsWith(before, StringComparison.OrdinalIgnoreCase) || !name.EndsWith(behind, StringComparison.OrdinalIgnoreCase)) return false;
        return !name[before.Length..^behind.Length].Contains('.');
    }
}
