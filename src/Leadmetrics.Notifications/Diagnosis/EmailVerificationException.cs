namespace Leadmetrics.Notifications.Diagnosis;

/// <summary>A provider's settings did not pass their verification.</summary>
public sealed class EmailVerificationException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="report">The report; its <see cref="VerificationReport.Failure"/> is set.</param>
    /// <param name="innerException">The cause below, where there was one.</param>
    /// <exception cref="ArgumentException">The report has no failure.</exception>
    public EmailVerificationException(VerificationReport report, Exception? innerException = null)
        : base(report?.Failure?.Message ?? throw new ArgumentException("The report has no failure.", nameof(report)), innerException) => Report = report;

    /// <summary>What was found, stage by stage.</summary>
    public VerificationReport Report { get; }

    /// <summary>Why it failed.</summary>
    public EmailFailure Failure => Report.Failure!;
}
