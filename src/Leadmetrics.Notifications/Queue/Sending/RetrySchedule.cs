using Leadmetrics.Notifications.Diagnosis;

namespace Leadmetrics.Notifications.Queue.Sending;

/// <summary>When a mail that was not taken is tried again. Pure.</summary>
internal static class RetrySchedule
{
    private const int MaxDoublings = 20;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(6);

    // Postgrey's own delay; RFC 6647 section 5 has servers take a retry within a window that begins at some minutes.
    private static readonly TimeSpan Greylisted = TimeSpan.FromMinutes(5);
    private static readonly string[] GreylistingWords = ["greylist", "graylist", "grey-list", "gray-list", "grey list"];

    /// <summary>How long until the next try: <c>min(6 h, 30 s · 2ⁿ) · U(0.5, 1)</c>, not before the server's hint, and not behind the mail's end, so that it is buried then.</summary>
    /// <param name="attempt">How often it was tried before and is counted.</param>
    /// <param name="least">What the server asks for.</param>
    /// <param name="expiresIn">How long trying goes on.</param>
    /// <param name="jitter">0 to 1.</param>
    public static TimeSpan After(int attempt, TimeSpan least, TimeSpan expiresIn, double jitter)
    {
        var due = Backoff(First, Longest, attempt, jitter);
        if (due < least) due = least;
        return due < expiresIn ? due : expiresIn > TimeSpan.Zero ? expiresIn : TimeSpan.Zero;
    }

    /// <summary>What a failure, or what servers said of recipients, asks for; zero: nothing.</summary>
    public static TimeSpan LeastOf(EmailFailure? failure, IReadOnlyList<EmailRecipientResult> recipients)
    {
        var least = failure?.RetryAfter ?? TimeSpan.Zero;
        if (least > TimeSpan.Zero) return least;
        var greylisted = failure?.Remedy == Remedies.Greylisted || IsGreylisting(failure?.Response) || recipients.Any(recipient => recipient.Outcome == RecipientOutcome.Deferred && IsGreylisting(recipient.Response));
        return greylisted ? Greylisted : TimeSpan.Zero;
    }

    /// <summary>A wait that doubles, shortened by up to a half so that what failed together does not come back together.</summary>
    public static TimeSpan Backoff(TimeSpan first, TimeSpan longest, int step, double jitter)
    {
        var whole = first * Math.Pow(2, Math.Clamp(step, 0, MaxDoublings));
        return (whole < longest ? whole : longest) * (0.5 + (Math.Clamp(jitter, 0, 1) / 2));
    }

    // 4.7.1 with 450 or 451 is how many servers greylist without a word of it.
    private static bool IsGreylisting(ServerResponse? response) =>
        response is { Code: >= 400 and < 500 }
        && (response is { Code: 450 or 451, EnhancedCode: "4.7.1" } || Array.Exists(GreylistingWords, word => response.Text.Contains(word, StringComparison.OrdinalIgnoreCase)));
}
