using Leadmetrics.Notifications;

namespace Leadmetrics.Chaos.Checking;

/// <summary>Behind the commit of a pause nothing is claimed: what is held later, and what was tried, was held already.</summary>
/// <param name="tenant">Who is paused.</param>
/// <param name="from">When its live mails were looked at first, behind the pause.</param>
/// <param name="held">What workers held then.</param>
internal sealed class PauseCheck(TenantId tenant, DateTime from, IEnumerable<JobRow> held)
{
    private readonly HashSet<(Guid, long)> _held = [.. held.Where(job => job.State == JobRow.Leased).Select(job => (job.Id, job.Fence))];

    /// <summary>Compares what is held at the end of the pause, and what was tried during it.</summary>
    public void Run(IEnumerable<JobRow> later, IEnumerable<AttemptRow> tried, Findings findings)
    {
        var claimed = later.Where(job => job.State == JobRow.Leased).Select(job => (job.Id, job.Fence)).Concat(tried.Where(attempt => attempt.IsTry).Select(attempt => (attempt.Id, attempt.Fence)));
        foreach (var (id, fence) in claimed.Except(_held)) findings.Add($"{tenant}/{id}: claimed under fence {fence} while its tenant was paused since {from:HH:mm:ss.fff}");
    }
}
