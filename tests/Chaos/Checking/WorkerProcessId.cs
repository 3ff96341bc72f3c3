using System.Globalization;

namespace Leadmetrics.Chaos.Checking;

/// <summary>The process that a worker's name in the database tells: machine/process/random.</summary>
internal static class WorkerProcessId
{
    public static int Of(string worker) => int.Parse(worker.Split('/')[^2], CultureInfo.InvariantCulture);
}
