using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Leadmetrics.Docs;

/// <summary>A page's program in this process: its host is heard of as it is built, since the program itself gives nothing away.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private readonly Task _run;

    private RunningProgram(IHost host, Task run)
    {
        Host = host;
        _run = run;
    }

    public IHost Host { get; }

    public static async Task<RunningProgram> StartAsync(Func<string[], Task> program, params string[] arguments)
    {
        var built = new TaskCompletionSource<IHost>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listening = DiagnosticListener.AllListeners.Subscribe(new Listener<DiagnosticListener>(listener =>
        {
            if (listener.Name == "Microsoft.Extensions.Hosting") listener.Subscribe(new Listener<KeyValuePair<string, object?>>(heard => _ = heard is { Key: "HostBuilt", Value: IHost host } && built.TrySetResult(host)));
        }));
        var run = Task.Run(() => program(arguments));
        await await Task.WhenAny(built.Task, run);
        var host = await built.Task;
        var started = new TaskCompletionSource();
        await using var registration = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(started.SetResult);
        await await Task.WhenAny(started.Task, run);
        return new RunningProgram(host, run);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_run.IsCompleted) Host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await _run;
    }

    private sealed class Listener<T>(Action<T> heard) : IObserver<T>
    {
        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public void OnNext(T value) => heard(value);
    }
}
