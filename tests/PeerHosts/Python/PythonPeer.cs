using System.Text.Json;

namespace Leadmetrics.Peers;

/// <summary>Python 3: runs a script to its end, and reads mail with a MIME parser that shares nothing with ours.</summary>
public sealed class PythonPeer : IPeer
{
    private const string Name = "python";
    private string? _python;

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        _python = Executables.Find("python3");
        if (_python is null)
            PeerPolicy.Missing(Name, "install Python 3 (Debian: apt-get install python3).");
        return Task.CompletedTask;
    }

    /// <summary>Runs a script file and returns what it writes to standard output.</summary>
    /// <param name="script">Its path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">Its standard input.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="PeerFailedException">It ended with another exit code than 0.</exception>
    public async Task<string> RunAsync(
        string script, IReadOnlyList<string>? arguments = null, ReadOnlyMemory<byte> input = default, CancellationToken cancellationToken = default)
    {
        var python = _python ?? throw new InvalidOperationException("The peer was not started.");
        var utf8 = new Dictionary<string, string> { ["PYTHONUTF8"] = "1", ["PYTHONDONTWRITEBYTECODE"] = "1" };
        var result = await Command.RunAsync(python, [script, .. arguments ?? []], input, utf8, cancellationToken);
        return result.ExitCode == 0 ? result.Output : throw new PeerFailedException($"{script}: {result.Errors}");
    }

    /// <summary>Reads a message.</summary>
    public async Task<PythonMail> ReadMailAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default)
    {
        var json = await RunAsync(PeerFiles.Path("read-eml.py"), input: message, cancellationToken: cancellationToken);
        return JsonSerializer.Deserialize<PythonMail>(json, JsonSerializerOptions.Web) ?? throw new PeerFailedException("read-eml.py told nothing.");
    }

    /// <summary>Reads the message in a file, such as one of a Maildir.</summary>
    public async Task<PythonMail> ReadMailAsync(string file, CancellationToken cancellationToken = default) =>
        await ReadMailAsync(await File.ReadAllBytesAsync(file, cancellationToken), cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
