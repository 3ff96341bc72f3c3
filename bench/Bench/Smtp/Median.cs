namespace Leadmetrics.Bench.Smtp;

/// <summary>The middle of some values.</summary>
internal static class Median
{
    /// <param name="values">At least one.</param>
    /// <returns>The middle one, or the mean of the two in the middle.</returns>
    public static double Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0) throw new ArgumentException("There is no median of nothing.", nameof(values));
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
