namespace Leadmetrics.Bench.Smtp;

/// <summary>What each contestant sends in a round.</summary>
/// <param name="Messages">How many messages.</param>
/// <param name="Size">Octets a message.</param>
/// <param name="Connections">Connections at once.</param>
internal sealed record SmtpLoad(int Messages, int Size, int Connections);
