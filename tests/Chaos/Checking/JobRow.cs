namespace Leadmetrics.Chaos.Checking;

/// <summary>A live mail, as it is stored.</summary>
internal sealed record JobRow(string Tenant, Guid Id, int State, long Fence, int Attempt, int Crashes, string? Worker, double? LapsedSeconds)
{
    public const int Ready = 0;
    public const int Leased = 1;
    public const int Held = 2;
    public const int Suspect = 3;
}
