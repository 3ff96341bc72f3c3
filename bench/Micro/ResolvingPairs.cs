using System.Globalization;

namespace Leadmetrics.Bench.Micro;

/// <summary>The two of <see cref="Resolving"/> turn by turn, so that whatever else the machine does meets both: the median of the pairs' ratios.</summary>
internal static class ResolvingPairs
{
    private const int Warmup = 50;
    private const int Pairs = 1001;

    public static int Run()
    {
        var resolving = new Resolving();
        resolving.ResolveAllOnce();
        try
        {
            for (var i = 0; i < Warmup; i++) _ = Time(resolving.DictionaryReadAndTimestamp) + Time(resolving.CachedResolve);
            var pairs = new (double Bare, double Resolve)[Pairs];
            for (var i = 0; i < Pairs; i++) pairs[i] = (Time(resolving.DictionaryReadAndTimestamp), Time(resolving.CachedResolve));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Pairs} pairs, medians: dictionary read and timestamp {Median(pairs.Select(pair => pair.Bare)):0.0} ns, cached resolve {Median(pairs.Select(pair => pair.Resolve)):0.0} ns, ratio of a pair {Median(pairs.Select(pair => pair.Resolve / pair.Bare)):0.00}"));
            return 0;
        }
        finally
        {
            resolving.End();
        }
    }

    private static double Time(Func<int> round)
    {
        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        var found = round();
        return found > 0 ? clock.GetElapsedTime(started).TotalNanoseconds / Resolving.Operations : throw new InvalidOperationException("Nothing was resolved.");
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
