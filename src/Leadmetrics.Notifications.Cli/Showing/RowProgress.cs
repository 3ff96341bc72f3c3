using Leadmetrics.Notifications.Tenancy;
using Spectre.Console;

namespace Leadmetrics.Notifications.Cli.Showing;

/// <summary>Shows how far a rotation has come: a bar on a screen, about ten lines a pass in a pipe.</summary>
internal sealed class RowProgress(Action<RotationProgress> show) : IProgress<RotationProgress>
{
    private const int LinesAPass = 10;

    /// <summary>Runs the work beside what shows it.</summary>
    public static async Task<RotationResult> RunAsync(Terminal terminal, Func<IProgress<RotationProgress>, Task<RotationResult>> work)
    {
        if (terminal.Screen() is not { } screen) return await work(Lines(terminal));
        return await screen.Progress().StartAsync(context => work(Bar(context)));
    }

    public void Report(RotationProgress value) => show(value);

    private static RowProgress Bar(ProgressContext context)
    {
        ProgressTask? bar = null;
        var pass = 0;
        return new RowProgress(now =>
        {
            if (bar is null || pass != now.Pass)
            {
                bar?.StopTask();
                pass = now.Pass;
                bar = context.AddTask(pass == 1 ? "Rotating" : $"Looking again ({pass})", maxValue: Math.Max(1, now.Total));
            }

            // There may be more rows by now than there were.
            bar.MaxValue = Math.Max(bar.MaxValue, now.Rows);
            bar.Value = now.Rows;
        });
    }

    private static RowProgress Lines(Terminal terminal)
    {
        var (pass, next) = (0, 0L);
        return new RowProgress(now =>
        {
            if (pass != now.Pass) (pass, next) = (now.Pass, 0);
            if (now.Rows < next && now.Rows < now.Total) return;
            next = now.Rows + Math.Max(1, now.Total / LinesAPass);
            terminal.Say($"{(pass == 1 ? "" : $"Pass {pass}: ")}{now.Rows} of {Words.Of(now.Total, "row")}, {now.Rewrapped} rewrapped, {now.Reencrypted} re-encrypted, {now.Failed} failed");
        });
    }
}
