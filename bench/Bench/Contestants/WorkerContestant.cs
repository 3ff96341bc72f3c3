using System.Text.Json;
using Leadmetrics.Bench.Recording;
using Leadmetrics.Bench.Workers;

namespace Leadmetrics.Bench.Contestants;

/// <summary>A contestant whose program stays over all rounds, so that its compiler is warm: it reads orders and writes reports, a line of JSON each.</summary>
internal sealed class WorkerContestant(string name, string program, IEnumerable<string> arguments) : IContestant
{
    private ChildProcess? _worker;

    public string Name => name;

    public async Task<WorkReport> RunAsync(WorkOrder order, CancellationToken cancellationToken)
    {
        _worker ??= new ChildProcess(program, arguments);
        await _worker.WriteLineAsync(JsonSerializer.Serialize(order, BenchLines.Default.WorkOrder), cancellationToken);
        return JsonSerializer.Deserialize(await _worker.ReadLineAsync(cancellationToken), BenchLines.Default.WorkReport)
            ?? throw new BenchException($"{name} reported nothing.");
    }

    public ValueTask DisposeAsync() => _worker?.DisposeAsync() ?? ValueTask.CompletedTask;
}
