using System.Text.RegularExpressions;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.Smtp.Remedying;

/// <summary>A negative reply and who got it, in the form that rules ask for.</summary>
/// <param name="Code">The reply code.</param>
/// <param name="Enhanced">The enhanced status code, <c>5.7.8</c>; empty where there is none.</param>
/// <param name="Text">All its words, but for addresses and session ids: what they spell means nothing.</param>
/// <param name="Phase">What it answered.</param>
/// <param name="Account">Whose dialogue it was.</param>
internal readonly partial record struct Said(int Code, string Enhanced, string Text, SmtpPhase Phase, SmtpAccountHint Account)
{
    private const int MaxWords = 1000;

    public static Said Of(SmtpReply reply, SmtpPhase phase, SmtpAccountHint account) =>
        new(reply.Code, reply.EnhancedCode?.ToString() ?? "", WordsOf(SmtpReplyClassifier.TextOf(reply)), phase, account);

    public bool IsPermanent => Code >= 500;

    public bool Has(string words) => Text.Contains(words, StringComparison.OrdinalIgnoreCase);

    public bool HasAny(params ReadOnlySpan<string> phrases)
    {
        foreach (var phrase in phrases)
        {
            if (Has(phrase)) return true;
        }

        return false;
    }

    public bool IsEnhanced(params ReadOnlySpan<string> codes) => codes.Contains(Enhanced);

    /// <summary>Whether the enhanced code ends so, whatever its class: <c>.7.57</c>.</summary>
    public bool EndsIn(string detail) => Enhanced.EndsWith(detail, StringComparison.Ordinal);

    /// <summary>Whether a short word stands by itself: inside others it means nothing.</summary>
    public bool HasWord(string word)
    {
        for (var at = Text.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = Text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + word.Length;
            if ((at == 0 || !char.IsAsciiLetterOrDigit(Text[at - 1])) && (end == Text.Length || !char.IsAsciiLetterOrDigit(Text[end]))) return true;
        }

        return false;
    }

    // A server may send 64 KiB to be looked through: what it means stands at the beginning.
    private static string WordsOf(string text) => Quoted().Replace(text.Length <= MaxWords ? text : text[..MaxWords], " ");

    [GeneratedRegex(@"<[^<>]*>|[^\s@]+@[^\s@]+\.[^\s@]+|[^\s]+ - gsmtp\b|\[[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.outlook\.com[^\[\]]*\]", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();
}
