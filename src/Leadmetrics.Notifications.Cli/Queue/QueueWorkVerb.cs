using System.CommandLine;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Arguments;
using Leadmetrics.Notifications.Cli.Databases;
using Leadmetrics.Notifications.Cli.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Cli.Queue;

/// <summary><c>lmn queue work</c>: a worker of the queue, until it is told to stop.</summary>
internal static class QueueWorkVerb
{
    public const string Name = "work";

    private const int MostAtOnce = 10_000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>How long it may take to end what is under way: longer than a worker's grace period, with time to store what became of it.</summary>
    public static readonly TimeSpan WindUp = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        var database = new DatabaseOptions();
        var concurrency = WholeNumber.Option("--concurrency", 1, MostAtOnce, "How many mails are sent at once; 128 where it is not given.");
        var quiet = new Option<bool>("--quiet") { Description = "Says nothing of what was sent." };
        var command = new Command(Name, "Sends queued mail of all tenants until Ctrl+C or SIGTERM; what is under way then ends first.") { concurrency, quiet };
        database.AddTo(command);
        return VerbRun.Of(command, (run, cancellationToken) => RunAsync(run, database.Read(run), run.Get(concurrency), !run.Get(quiet), cancellationToken));
    }

    private static async Task<ExitCode> RunAsync(VerbRun run, Database database, int? concurrency, bool speaks, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddConsole(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = WindUp);
        TenantHost.AddForTenants(builder.Services, database, options =>
        {
            OperatorSwitches.ApplyPlatform(options);
            if (concurrency is { } mails) options.Queue.Concurrency = mails;
        }).AddQueueWorker();
        using var settled = new SettledCount();
        using var host = builder.Build();
        var started = run.TimeProvider.GetTimestamp();
        await host.StartAsync(cancellationToken);
        if (speaks) run.Terminal.Say("Working on the queue; Ctrl+C stops it.");
        await SpeakAsync(run, settled, speaks, cancellationToken);
        await host.StopAsync(CancellationToken.None);
        if (speaks) run.Terminal.Say($"Stopped after {QueueStatusView.Age(run.TimeProvider.GetElapsedTime(started))}: {settled.Read()}.");
        run.Terminal.Result(new JsonObject { ["settled"] = settled.Read().ToJson() });
        return ExitCode.Done;
    }

    // A line every few seconds, but for those in which nothing became of any mail.
    private static async Task SpeakAsync(VerbRun run, SettledCount settled, bool speaks, CancellationToken cancellationToken)
    {
        var before = settled.Read();
        var at = run.TimeProvider.GetTimestamp();
        using var timer = new PeriodicTimer(Pause, run.TimeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                var now = settled.Read();
                if (speaks && now.Total > before.Total) run.Terminal.Say(now.Since(before, run.TimeProvider.GetElapsedTime(at)));
                (before, at) = (now, run.TimeProvider.GetTimestamp());
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Told to stop.
        }
    }
}
