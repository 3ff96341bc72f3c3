namespace Leadmetrics.Smtp.Wire;

/// <summary>What one server was seen to do. Facts are learnt by whichever connection meets them and hold for an hour.</summary>
internal sealed class HostTraits(TimeProvider clock)
{
    private static readonly TimeSpan Keeps = TimeSpan.FromHours(1);

    private readonly long[] _learnt = new long[Enum.GetValues<HostTrait>().Length];

    public bool Has(HostTrait trait)
    {
        var learnt = Volatile.Read(ref _learnt[(int)trait]);
        return learnt != 0 && clock.GetElapsedTime(learnt) < Keeps;
    }

    public void Learn(HostTrait trait) => Volatile.Write(ref _learnt[(int)trait], Math.Max(1, clock.GetTimestamp()));
}
