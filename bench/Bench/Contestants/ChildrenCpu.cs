using System.Globalization;

namespace Leadmetrics.Bench.Contestants;

/// <summary>The CPU of child processes that have ended, as Linux adds it up in <c>/proc/self/stat</c> (cutime and cstime), to 10 ms.</summary>
internal static class ChildrenCpu
{
    private const double TicksPerSecond = 100;
    private const int Cutime = 15;

    public static double Seconds()
    {
        // The second field is the program's name in brackets and may hold anything.
        var stat = File.ReadAllText("/proc/self/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (Field(Cutime) + Field(Cutime + 1)) / TicksPerSecond;

        // proc(5) counts from 1, and two fields are cut off.
        double Field(int number) => double.Parse(fields[number + 1 - 3], CultureInfo.InvariantCulture);
    }
}
