using BenchmarkDotNet.Running;
using Leadmetrics.Bench.Micro;

// Not one of BenchmarkDotNet's: what has to be compared on a machine that is not quiet is run turn by turn.
if (args is ["resolving-pairs"]) return ResolvingPairs.Run();

// One word filters: ./dev bench micro Mime. All else is BenchmarkDotNet's own.
string[] filtered = args switch
{
    [] => ["--filter", "*"],
    [var word, .. var rest] when !word.StartsWith('-') => ["--filter", word.Contains('*', StringComparison.Ordinal) ? word : $"*{word}*", .. rest],
    _ => args,
};
var summaries = BenchmarkSwitcher.FromAssembly(typeof(MicroConfig).Assembly).Run(filtered, new MicroConfig()).ToArray();

// Nothing that ran is a filter that meets nothing or an option that there is not; it has been said which.
if (summaries.Length == 0) return args is ["--help" or "--list", ..] ? 0 : 2;
return summaries.Any(summary => summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success)) ? 1 : 0;
