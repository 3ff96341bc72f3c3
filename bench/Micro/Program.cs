using BenchmarkDotNet.Running;
using Leadmetrics.Bench.Micro;

// One word filters: ./dev bench micro Mime. All else is BenchmarkDotNet's own.
string[] filtered = args switch
{
    [] => ["--filter", "*"],
    [var word, .. var rest] when !word.StartsWith('-') => ["--filter", word.Contains('*', StringComparison.Ordinal) ? word : $"*{word}*", .. rest],
    _ => args,
};
var summaries = BenchmarkSwitcher.FromAssembly(typeof(MicroConfig).Assembly).Run(filtered, new MicroConfig());
return summaries.All(summary => summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success)) ? 1 : 0;
