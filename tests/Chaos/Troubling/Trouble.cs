namespace Leadmetrics.Chaos.Troubling;

/// <summary>Something that goes wrong.</summary>
/// <param name="Name">What.</param>
/// <param name="Weight">How often, compared to others.</param>
/// <param name="Make">Makes it happen, and ends when it is over.</param>
internal sealed record Trouble(string Name, int Weight, Func<Random, CancellationToken, Task> Make);
