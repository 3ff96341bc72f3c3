using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Leadmetrics.Smtp;

/// <summary>What broke in a dialogue with a server, and how far the dialogue had come.</summary>
public sealed class SmtpException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="failure">What broke.</param>
    /// <param name="phase">How far the dialogue had come.</param>
    /// <param name="message">One sentence; holds no secret.</param>
    /// <param name="reply">The reply that decided, where there was one.</param>
    /// <param name="innerException">The cause below, where there was one.</param>
    public SmtpException(SmtpFailure failure, SmtpPhase phase, string message, SmtpReply? reply = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Failure = failure;
        Phase = phase;
        Reply = reply;
    }

    /// <summary>What broke.</summary>
    public SmtpFailure Failure { get; }

    /// <summary>How far the dialogue had come.</summary>
    public SmtpPhase Phase { get; }

    /// <summary>The reply that decided, where there was one.</summary>
    public SmtpReply? Reply { get; }

    /// <summary>What is known of each recipient, in the transaction's order: filled where a transaction broke after a RCPT had been answered or the final dot had left.</summary>
    /// <value>
    /// Empty where nothing is known of any. Else a recipient that RCPT refused has that outcome and reply; every other one is
    /// <see cref="SmtpOutcome.Uncertain"/> once the dot had left and <see cref="SmtpOutcome.Deferred"/> before, without a reply.
    /// </value>
    public IReadOnlyList<SmtpRecipientResult> Recipients { get; init; } = [];

    /// <summary>Whether the connection may carry another transaction.</summary>
    public bool ConnectionSurvives { get; init; }

    /// <summary>The remedy-relevant fact about a TLS failure: the errors that the certificate check found.</summary>
    public SslPolicyErrors CertificateErrors { get; init; }

    /// <summary>The flags of every element of the refused certificate's chain, joined; with <see cref="CertificateErrors"/>.</summary>
    public X509ChainStatusFlags ChainStatus { get; init; }

    /// <summary>The certificate that was refused; with <see cref="CertificateErrors"/>.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The mechanisms that the server offers, where none of them can be used and AUTH was not said.</summary>
    public IReadOnlyList<string> AuthMechanisms { get; init; } = [];

    /// <summary>Whether AUTH failed because the server could not prove that it knows the password (SCRAM-SHA-256), whatever it said: it may not be the server it seems to be.</summary>
    public bool IsServerUnproven { get; init; }

    /// <summary>Whether the server may have taken the message: the final dot had left, and no whole reply came back.</summary>
    public bool IsUncertain => Phase == SmtpPhase.DotSent;
}
