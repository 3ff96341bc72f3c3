using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Queue.Sending;

/// <summary>Makes entries of a mail's history. Pure.</summary>
internal static class AttemptRecord
{
    private const int MaxEnhancedCode = 16;
    private const int MaxProviderMessageId = 255;

    public static MailAttempt Of(AttemptOutcome outcome, EmailSendResult result, ClaimedMail mail, SendTry tried)
    {
        // What interrupted it tells more than the last good word.
        var response = result.Interruption?.Response ?? result.ServerResponse;
        return new MailAttempt
        {
            Outcome = outcome,
            Account = tried.Account,
            Provider = tried.Provider,
            Kind = result.Interruption?.Kind,
            Phase = result.Interruption?.Phase,
            Code = response?.Code,
            EnhancedCode = Cut(response?.EnhancedCode, MaxEnhancedCode),
            Text = Text(response?.Text ?? result.Interruption?.Message),
            ProviderMessageId = Cut(result.ProviderMessageId, MaxProviderMessageId),
            Recipients = Apart(result.Recipients, mail),
            Duration = tried.Duration,
        };
    }

    public static MailAttempt Of(AttemptOutcome outcome, EmailFailure failure, ClaimedMail mail, SendTry tried) => new()
    {
        Outcome = outcome,
        Account = tried.Account,
        Provider = tried.Provider,
        Kind = failure.Kind,
        Phase = failure.Phase,
        Code = failure.Response?.Code,
        EnhancedCode = Cut(failure.Response?.EnhancedCode, MaxEnhancedCode),
        Text = Text(failure.Response?.Text is { Length: > 0 } said ? said : failure.Message),
        Recipients = Apart(failure.Recipients, mail),
        Duration = tried.Duration,
    };

    /// <summary>Words as a history and a breaker keep them: printable, at most 200 characters.</summary>
    public static string? Text(string? text) => string.IsNullOrEmpty(text) ? null : ServerText.Sanitize(text);

    // A thousand recipients who all had the same answer are told by the attempt itself, as long as the mail is for all of them.
    private static IReadOnlyList<EmailRecipientResult> Apart(IReadOnlyList<EmailRecipientResult> recipients, ClaimedMail mail)
    {
        if (mail.Open is not null) return recipients;
        for (var i = 1; i < recipients.Count; i++)
        {
            if (recipients[i].Outcome != recipients[0].Outcome || recipients[i].Response != recipients[0].Response) return recipients;
        }

        return [];
    }

    private static string? Cut(string? text, int most) => text is { Length: > 0 } && text.Length > most ? text[..most] : text;
}
