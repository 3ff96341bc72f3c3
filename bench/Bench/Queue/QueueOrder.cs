namespace Leadmetrics.Bench.Queue;

/// <summary>One round's work on the queue for one contestant.</summary>
/// <param name="Figure">One of <see cref="QueueFigures.All"/>.</param>
/// <param name="Host">Where the database server listens.</param>
/// <param name="Port">Its port.</param>
/// <param name="User">Its user, without a password.</param>
/// <param name="Database">The contestant's own database.</param>
/// <param name="Seconds">How long to add; how long to drain at most.</param>
/// <param name="Messages">Mails to drain.</param>
/// <param name="Connections">Connections that add at once.</param>
/// <param name="Concurrency">Mails that are handled at once; SMTP connections.</param>
/// <param name="BodySize">Octets of a mail's text.</param>
/// <param name="Batch">Mails that are added at once, in bulk.</param>
/// <param name="Rate">Mails a second, for latency.</param>
/// <param name="SmtpPort">The port of the SMTP sink.</param>
/// <param name="Tenants">Tenants that the mails are spread over.</param>
internal sealed record QueueOrder(
    string Figure, string Host, int Port, string User, string Database, double Seconds, int Messages, int Connections, int Concurrency, int BodySize, int Batch, int Rate, int SmtpPort, int Tenants);
