using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Chaos.Checking;

/// <summary>A mail's history goes forward: one entry a fence, none under an older fence behind a newer one, and none behind its end.</summary>
internal sealed class HistoryCheck(Outcome outcome, Findings findings)
{
    public void Run()
    {
        foreach (var mail in outcome.Attempts.GroupBy(attempt => attempt.Id))
        {
            // What a person did bears the fence of the try before, and so does the burial of what was lost for the third time.
            var tries = mail.Where(attempt => attempt.IsTry).ToList();
            for (var i = 1; i < tries.Count; i++)
            {
                if (tries[i].Fence > tries[i - 1].Fence || (tries[i].Fence == tries[i - 1].Fence && tries[i] is { Outcome: AttemptOutcome.Poison } && tries[i - 1].Outcome == AttemptOutcome.LeaseLost)) continue;
                findings.Add($"{tries[i].Tenant}/{mail.Key}: {tries[i].Outcome} under fence {tries[i].Fence} at {tries[i].At:HH:mm:ss.fff} by {tries[i].Worker}, behind {tries[i - 1].Outcome} under fence {tries[i - 1].Fence} at {tries[i - 1].At:HH:mm:ss.fff} by {tries[i - 1].Worker}");
            }

            var end = tries.FindIndex(attempt => attempt.IsEnd);
            if (end >= 0 && end < tries.Count - 1) findings.Add($"{tries[0].Tenant}/{mail.Key}: {tries[end + 1].Outcome} behind its end");
        }
    }
}
