using System.Text;
using BenchmarkDotNet.Attributes;
using Leadmetrics.Smtp.Wire;

namespace Leadmetrics.Bench.Micro;

/// <summary>Content on its way through dot-stuffing and line ends, a mebibyte of it: well formed, every line a dot, every line end a lone LF.</summary>
[MemoryDiagnoser]
public class ContentWriting
{
    private const int Octets = 1024 * 1024;

    private readonly WireWriter _wire = new(Stream.Null);
    private readonly ContentWriter _writer;
    private byte[] _content = [];

    public ContentWriting() => _writer = new ContentWriter(_wire, _wire.SendAsync);

    public enum Shape
    {
        WellFormed,
        Dots,
        LoneLineFeeds,
    }

    [ParamsAllValues]
    public Shape Lines { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        var line = Lines switch
        {
            Shape.Dots => ".dots\r\n",
            Shape.LoneLineFeeds => new string('x', 76) + "\n",
            _ => new string('x', 76) + "\r\n",
        };
        _content = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(line, Octets / line.Length)));
    }

    [Benchmark]
    public async Task Data() => await WriteAsync(stuffDots: true);

    [Benchmark]
    public async Task Bdat() => await WriteAsync(stuffDots: false);

    private async ValueTask WriteAsync(bool stuffDots)
    {
        _writer.Begin(stuffDots);
        await _writer.WriteAsync(_content);
        _writer.End();
        await _wire.SendAsync(CancellationToken.None);
    }
}
