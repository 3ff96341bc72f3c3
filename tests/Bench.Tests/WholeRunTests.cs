using System.Text.Json;
using Leadmetrics.Bench.Contestants;
using Leadmetrics.Bench.Memory;
using Leadmetrics.Bench.Recording;
using Leadmetrics.Bench.Servers;

namespace Leadmetrics.Bench.Tests;

/// <summary>Small runs of the whole: contestants and the drain sink in processes of their own, the proxy between them.</summary>
public sealed class WholeRunTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_run_over_a_far_way_measures_ours_and_writes_its_figures(bool chunking)
    {
        var file = Path.GetTempFileName();
        try
        {
            List<string> line = ["smtp", "--server", "drain", "--messages", "20", "--rounds", "1", "--rtt", "20", "--peer", "ours", "--peer", "ours-wire", "--json", file];
            if (!chunking) line.Add("--no-chunking");
            Assert.Equal(0, await CommandLine.RunAsync([.. line]));
            var result = JsonSerializer.Deserialize(await File.ReadAllTextAsync(file), BenchJson.Default.ScenarioResult)!;
            Assert.InRange(result.RoundTripMilliseconds!.Value, 19, 500);
            Assert.Equal([ContestantNames.Ours, ContestantNames.OursWire], result.Figures.Select(figures => figures.Client));

            // One message at a time over one connection never makes more than one message a round trip; the proxy's tolerance on top.
            Assert.All(result.Figures, figures => Assert.InRange(figures.MessagesPerRoundTrip!.Value, 0.001, 1.1));
            Assert.All(result.Figures, figures => Assert.InRange(figures.MegabytesPerSecond / figures.MessagesPerSecond * 1e6, 1_500, 4_000));
            Assert.All(result.Figures, figures => Assert.InRange(figures.AllocatedPerMessage!.Value, 1, 1_000_000));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Memory_is_watched_for_a_file_and_for_streams_of_known_and_unknown_length()
    {
        var results = await MemoryRun.RunAsync(2_000_000, ServerKind.Drain, true, TextWriter.Null, CancellationToken.None);
        Assert.Equal(3, results.Count);
        Assert.All(results, result => Assert.InRange(result.HeapGrowth, 0, 64 * 1024 * 1024));
        Assert.All(results, result => Assert.True(result.Seconds > 0));
    }
}
