using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.Smtp.Remedying;

/// <summary>A negative reply and who got it, in the form that rules ask for.</summary>
/// <param name="Code">The reply code.</param>
/// <param name="Enhanced">The enhanced status code, <c>5.7.8</c>; empty where there is none.</param>
/// <param name="Text">All its words.</param>
/// <param name="Phase">What it answered.</param>
/// <param name="Account">Whose dialogue it was.</param>
internal readonly record struct Said(int Code, string Enhanced, string Text, SmtpPhase Phase, SmtpAccountHint Account)
{
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
}
