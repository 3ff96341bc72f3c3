namespace Leadmetrics.Bench.Workers;

/// <summary>One round's work for one contestant.</summary>
/// <param name="Port">Where the server, or the proxy before it, listens on 127.0.0.1.</param>
/// <param name="Messages">Messages by the clock.</param>
/// <param name="WarmUp">Messages before it.</param>
/// <param name="Connections">Connections at once.</param>
/// <param name="InFlight">Whole messages on their way over a connection, for ours.</param>
/// <param name="Senders">Tasks that send at once.</param>
/// <param name="Folder">Where the mail's files are.</param>
/// <param name="ContentLength">Octets of the prepared message.</param>
/// <param name="Attached">Whether a composed message has the attachment.</param>
internal sealed record WorkOrder(int Port, int Messages, int WarmUp, int Connections, int InFlight, int Senders, string Folder, long ContentLength, bool Attached);
