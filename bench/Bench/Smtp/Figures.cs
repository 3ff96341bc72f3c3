namespace Leadmetrics.Bench.Smtp;

/// <summary>The figures of one contestant: medians over the rounds.</summary>
/// <param name="Client">Its name.</param>
/// <param name="MessagesPerSecond">Messages a second.</param>
/// <param name="MegabytesPerSecond">10^6 octets a second on the wire, as counted from client to server.</param>
/// <param name="CpuSecondsPerThousand">Seconds of the client's CPU for 1,000 messages.</param>
/// <param name="AllocatedPerMessage">Bytes allocated for a message; <see langword="null"/> for those who cannot tell.</param>
/// <param name="MessagesPerRoundTrip">Messages in the time of a round trip, per connection; <see langword="null"/> without a proxy.</param>
internal sealed record Figures(string Client, double MessagesPerSecond, double MegabytesPerSecond, double CpuSecondsPerThousand, double? AllocatedPerMessage, double? MessagesPerRoundTrip);
