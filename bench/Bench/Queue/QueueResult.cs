namespace Leadmetrics.Bench.Queue;

/// <summary>What a comparison of queues came to.</summary>
/// <param name="Command">The command that measures it.</param>
/// <param name="Title">What was measured, in words.</param>
/// <param name="CommitMilliseconds">What a commit took, over one connection.</param>
/// <param name="CommitsPerSecond">Commits a second over eight connections.</param>
/// <param name="NotifyingCommitsPerSecond">The same where each notifies: the database makes them wait for each other.</param>
/// <param name="Lines">One line a contestant and figure.</param>
internal sealed record QueueResult(string Command, string Title, double CommitMilliseconds, double CommitsPerSecond, double NotifyingCommitsPerSecond, IReadOnlyList<QueueLine> Lines)
{
    /// <summary>The line of a contestant in a figure; <see langword="null"/> where it did not run.</summary>
    public QueueLine? Of(string client, string figure) => Lines.FirstOrDefault(line => line.Client == client && line.Figure == figure);
}
