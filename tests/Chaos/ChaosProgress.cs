namespace Leadmetrics.Chaos;

/// <summary>Tells how far a run is: on a terminal every second, elsewhere every minute.</summary>
internal sealed class ChaosProgress(ChaosScreen screen, Func<string> progress)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Plainly = TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken ending)
    {
        using var ticks = new PeriodicTimer(screen.IsTerminal ? Pause : Plainly, TimeProvider.System);
        try
        {
            while (await ticks.WaitForNextTickAsync(ending))
            {
                if (screen.IsTerminal) screen.Draw(progress());
                else screen.Say(progress());
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            screen.Draw("");
        }
    }
}
