namespace Leadmetrics.Smtp;

/// <summary>Gives the bearer token to authenticate with.</summary>
/// <param name="refused">The token that the server has just refused, so that another one is wanted; <see langword="null"/> at the first call.</param>
/// <param name="cancellationToken">Ends the wait.</param>
/// <returns>The token; the same as <paramref name="refused"/> where there is no other, and the refusal stands.</returns>
/// <exception cref="SmtpException"><see cref="SmtpFailure.Token"/>: there is none, and messages that wait for their first connection fail with it together.</exception>
public delegate ValueTask<string> SmtpTokenSource(string? refused, CancellationToken cancellationToken);
