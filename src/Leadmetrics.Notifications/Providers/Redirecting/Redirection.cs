using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.Redirecting;

/// <summary>Who gets an environment's mail in place of those it is addressed to. Pure.</summary>
/// <remarks>
/// Invariant: what leaves names, in its envelope and in its To, Cc and Bcc, the one address and recipients of allowed domains alone, and has no field by which a
/// provider is told of others. Those it was addressed to are kept in <c>X-Original-To</c>, <c>X-Original-Cc</c> and, where nobody but the one address can read it,
/// <c>X-Original-Bcc</c>.
/// </remarks>
internal sealed class Redirection
{
    // Header fields by which providers take recipients beside the envelope's: SendGrid, SparkPost, Mandrill, and what sendmail reads (RFC 5322 section 3.6.6).
    private static readonly string[] Routing = ["X-SMTPAPI", "X-MSYS-API", "X-MC-BccAddress"];
    private const string Resent = "Resent-";

    private readonly EmailAddress? _to;
    private readonly HashSet<string> _domains;

    private Redirection(EmailAddress? to, HashSet<string> domains)
    {
        _to = to;
        _domains = domains;
    }

    /// <summary>Reads the options.</summary>
    /// <returns><see langword="null"/> where nothing is redirected.</returns>
    /// <exception cref="EmailMessageException">One of them is not an address or a domain; the field is <c>To</c> or <c>AllowedDomains:0</c>.</exception>
    public static Redirection? Read(RedirectOptions options)
    {
        var to = options.To is null ? null : Checked(options.To);
        var domains = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < options.AllowedDomains.Count; i++)
        {
            if (!new EmailAddress("x@" + options.AllowedDomains[i]).TryToMailbox(out var mailbox, out _)) throw new EmailMessageException($"AllowedDomains:{i}", "is not a domain");
            domains.Add(mailbox.Domain);
        }

        return to is null && domains.Count == 0 ? null : new Redirection(to, domains);
    }

    /// <summary>The mailbox that gets a recipient's mail; <see langword="null"/>: none.</summary>
    public Mailbox? TargetOf(Mailbox recipient) => _domains.Contains(recipient.Domain) ? recipient : _to?.ToMailbox("Redirect:To");

    /// <summary>The submission as it leaves.</summary>
    /// <returns><see langword="null"/> where nobody is left; the same submission where all its recipients, open or not, get it themselves.</returns>
    public EmailSubmission? Apply(EmailSubmission submission)
    {
        var message = submission.Message;
        EmailAddress[] to = [.. message.To.Where(IsAllowed)], cc = [.. message.Cc.Where(IsAllowed)], bcc = [.. message.Bcc.Where(IsAllowed)];
        var isForAllowed = submission.Recipients.All(recipient => _domains.Contains(recipient.Domain)) && to.Length == message.To.Count && cc.Length == message.Cc.Count && bcc.Length == message.Bcc.Count;
        if (isForAllowed && !message.Headers.Keys.Any(IsRouting)) return submission;
        var open = submission.Recipients.Select(TargetOf).OfType<Mailbox>().Distinct().ToArray();
        if (open.Length == 0) return null;
        var headers = message.Headers.Where(field => !IsRouting(field.Key)).ToDictionary(field => field.Key, field => field.Value, StringComparer.OrdinalIgnoreCase);
        if (!isForAllowed)
        {
            Keep(headers, "X-Original-To", message.To);
            Keep(headers, "X-Original-Cc", message.Cc);
            Keep(headers, "X-Original-Bcc", to.Length + cc.Length + bcc.Length == 0 ? message.Bcc : []);
            if (_to is not null) to = [.. to, _to];
        }

        // A mail without a To is refused by some providers.
        if (to.Length == 0) (to, cc) = (cc, to);
        return submission.Redirected(message with { To = to, Cc = cc, Bcc = bcc, Headers = headers }, open);
    }

    private static bool IsRouting(string header) => Routing.Contains(header, StringComparer.OrdinalIgnoreCase) || header.StartsWith(Resent, StringComparison.OrdinalIgnoreCase);

    private static EmailAddress Checked(string text)
    {
        if (!EmailAddress.TryParse(text, out var address) || !address.TryToMailbox(out _, out _)) throw new EmailMessageException("To", "is not an address");
        return address;
    }

    private static void Keep(Dictionary<string, string> headers, string name, IReadOnlyList<EmailAddress> addresses)
    {
        headers.Remove(name);
        if (addresses.Count > 0) headers.Add(name, string.Join(", ", addresses.Select(address => address.ToMailbox(name).ToString())));
    }

    private bool IsAllowed(EmailAddress address) => _domains.Contains(address.ToMailbox("to").Domain);
}
