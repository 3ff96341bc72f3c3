using System.Globalization;

namespace Leadmetrics.Notifications.Providers.Smtp.Probing;

/// <summary>What was heard on one port of a host.</summary>
/// <param name="Port">The port.</param>
/// <param name="Speaker">Who answered.</param>
internal sealed record Heard(int Port, Speaker Speaker)
{
    /// <summary>Whether TLS was spoken from the first byte.</summary>
    public bool IsTls { get; init; }

    /// <summary>The first line.</summary>
    public string? Line { get; init; }

    /// <summary>Whether EHLO offered STARTTLS.</summary>
    public bool OffersStartTls { get; init; }

    /// <summary>Whether a session could be protected here and authenticated in.</summary>
    public bool IsUsable => Speaker == Speaker.Smtp && Line is { } line && line.StartsWith("220", StringComparison.Ordinal) && (IsTls || OffersStartTls);

    /// <summary>In words, for operators.</summary>
    public string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Port}{(IsTls ? " with TLS" : "")}: {Words(Speaker)}{(OffersStartTls ? " with STARTTLS" : "")}{(Line is null ? "" : $", \"{Line}\"")}");

    private static string Words(Speaker speaker) => speaker switch
    {
        Speaker.Nobody => "nobody answers",
        Speaker.Silent => "says nothing",
        Speaker.HungUp => "hangs up",
        Speaker.NoTls => "no handshake",
        Speaker.Slow => "too slow",
        Speaker.Smtp => "SMTP",
        Speaker.MailReading => "IMAP or POP3",
        _ => "another protocol",
    };
}
