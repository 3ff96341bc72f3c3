using System.Globalization;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Cli.Showing;

namespace Leadmetrics.Notifications.Cli.Servers;

/// <summary>Counts what came of many sends. Safe for concurrent use.</summary>
internal sealed class Tally(int requested)
{
    private readonly Lock _lock = new();
    private int _accepted;
    private int _failed;
    private int _uncertain;
    private ExitCode _worst;
    private EmailFailure? _first;

    public TimeSpan Elapsed { get; set; }

    /// <summary>Done only where every message was accepted for everybody.</summary>
    public ExitCode ExitCode => _worst == ExitCode.Done && _accepted < requested ? ExitCode.Failed : _worst;

    public void Add(EmailSendResult result)
    {
        var verdict = Verdict.Of(result);
        lock (_lock)
        {
            if (result.Outcome == SendOutcome.Accepted) _accepted++;
            else if (result.Outcome == SendOutcome.Uncertain) _uncertain++;
            else _failed++;
            _first ??= result.Failure;

            // The codes stand in the order of what must not be overlooked.
            if (verdict > _worst) _worst = verdict;
        }
    }

    public void Show(Terminal terminal)
    {
        terminal.Say(string.Create(CultureInfo.InvariantCulture, $"{_accepted} of {requested} accepted in {Elapsed.TotalSeconds:0.000} s: {Rate:0.0} messages a second."));
        if (_failed > 0) Terminal.Complain($"{_failed} failed.");
        if (_uncertain > 0) Terminal.Complain($"{_uncertain} may or may not have arrived: sending them again may make second copies.");
        if (_first is null) return;
        Terminal.Complain($"The first failure: {_first.Message}");
        if (_first.Remedy is { } remedy) Terminal.Complain(remedy.Sentence);
    }

    public JsonObject ToJson() => new()
    {
        ["outcome"] = Words.Of(_uncertain > 0 ? SendOutcome.Uncertain : _accepted == requested ? SendOutcome.Accepted : _first?.Outcome ?? SendOutcome.Deferred),
        ["requested"] = requested,
        ["messages"] = _accepted,
        ["failed"] = _failed,
        ["uncertain"] = _uncertain,
        ["seconds"] = Math.Round(Elapsed.TotalSeconds, 6),
        ["messagesPerSecond"] = Math.Round(Rate, 1),
        ["failure"] = _first is { } failure ? FailureView.ToJson(failure) : null,
    };

    private double Rate => Elapsed > TimeSpan.Zero ? _accepted / Elapsed.TotalSeconds : 0;
}
