using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.Smtp.Remedying;

/// <summary>Finds what can be done about a negative reply. Pure.</summary>
internal static class SmtpRemedies
{
    public static Remedy? Of(SmtpReply reply, SmtpPhase phase, FailureKind kind, SmtpAccountHint account)
    {
        var said = Said.Of(reply, phase, account);
        return phase switch
        {
            < SmtpPhase.Auth => SessionRemedies.Of(said),
            SmtpPhase.Auth => AuthRemedies.Of(said),
            _ => EnvelopeRemedies.Of(said, kind),
        };
    }
}
