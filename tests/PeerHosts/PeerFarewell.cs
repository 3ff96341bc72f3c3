namespace Leadmetrics.Peers;

/// <summary>What an assembly does with its shared peers when its tests are over.</summary>
public static class PeerFarewell
{
    /// <summary>Called for each peer that was started, before it goes. What it throws fails the run.</summary>
    public static Func<IPeer, Task>? BeforeTheEnd { get; set; }
}
