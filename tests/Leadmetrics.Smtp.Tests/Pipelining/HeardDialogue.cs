namespace Leadmetrics.Smtp.Tests.Pipelining;

/// <summary>The dialogue as the client heard itself hold it, with a signal for a line that is said.</summary>
internal sealed class HeardDialogue : ISmtpTranscript
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private readonly List<(string Part, int Times, TaskCompletionSource Said)> _awaited = [];

    /// <summary>Every line so far; ours begin with <c>C: </c>, the server's with <c>S: </c>.</summary>
    public IReadOnlyList<string> Lines
    {
        get { lock (_lock) return [.. _lines]; }
    }

    /// <summary>Ends when a line that holds this has been said so often.</summary>
    public Task WhenAsync(string part, int times = 1)
    {
        lock (_lock)
        {
            var said = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (Count_NeedsLock(part) >= times) said.SetResult();
            else _awaited.Add((part, times, said));
            return said.Task;
        }
    }

    /// <summary>The most messages whose end had left and was not answered, at any moment.</summary>
    /// <param name="end">What the line says that ends a message.</param>
    public int MostUnanswered(string end)
    {
        var (now, most) = (0, 0);
        foreach (var line in Lines)
        {
            if (line.StartsWith("C: ", StringComparison.Ordinal) && line.Contains(end, StringComparison.Ordinal)) most = Math.Max(most, ++now);
            else if (line.Contains("queued as", StringComparison.Ordinal)) now--;
        }

        return most;
    }

    public void Sent(string line) => Add("C: " + line);

    public void Received(string line) => Add("S: " + line);

    private void Add(string line)
    {
        lock (_lock)
        {
            _lines.Add(line);
            foreach (var (part, times, said) in _awaited)
            {
                if (line.Contains(part, StringComparison.Ordinal) && Count_NeedsLock(part) >= times) said.TrySetResult();
            }
        }
    }

    private int Count_NeedsLock(string part) => _lines.Count(line => line.Contains(part, StringComparison.Ordinal));
}
