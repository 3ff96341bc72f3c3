namespace Leadmetrics.Bench.Smtp;

/// <summary>A client that sends the same load as the others.</summary>
internal interface ISmtpContestant
{
    string Name { get; }

    /// <summary>Sends the load.</summary>
    /// <returns>The seconds without its own start-up where it measures them itself; else <see langword="null"/>.</returns>
    Task<double?> SendAsync(int port, SmtpLoad load, CancellationToken cancellationToken);
}
