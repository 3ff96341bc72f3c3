namespace Leadmetrics.Conformance.Catching;

/// <summary>A server that takes all mail and shows it over a REST API.</summary>
public interface ICaughtMails
{
    /// <summary>Where it is reached from here.</summary>
    string Host { get; }

    /// <summary>Its SMTP port there.</summary>
    int SmtpPort { get; }

    /// <summary>All mails with a subject that arrived so far.</summary>
    Task<IReadOnlyList<CaughtMail>> FindAsync(string subject, CancellationToken cancellationToken);
}
