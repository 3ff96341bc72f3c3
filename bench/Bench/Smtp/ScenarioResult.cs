namespace Leadmetrics.Bench.Smtp;

/// <summary>What a scenario came to.</summary>
/// <param name="Name">The scenario's name.</param>
/// <param name="Command">The command that measures it.</param>
/// <param name="Title">What was sent, in words.</param>
/// <param name="Connections">Connections at once.</param>
/// <param name="RoundTripMilliseconds">The round trip as it was measured; <see langword="null"/> without a proxy.</param>
/// <param name="Figures">One line a contestant.</param>
internal sealed record ScenarioResult(string Name, string Command, string Title, int Connections, double? RoundTripMilliseconds, IReadOnlyList<Figures> Figures)
{
    /// <summary>The line of a contestant; <see langword="null"/> where it did not run.</summary>
    public Figures? Of(string client) => Figures.FirstOrDefault(figures => figures.Client == client);

    /// <summary>How many times as many messages the first contestant sends as the second.</summary>
    public double? Ratio(string client, string peer) => Of(client) is { } one && Of(peer) is { } other ? one.MessagesPerSecond / other.MessagesPerSecond : null;
}
