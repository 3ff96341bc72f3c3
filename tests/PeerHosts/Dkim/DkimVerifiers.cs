using System.Buffers.Binary;
using System.Text.Json;

namespace Leadmetrics.Peers;

/// <summary>Two verifiers of DKIM signatures that share no code with ours or each other's: npm's mailauth, and Debian's python3-dkim. No DNS is asked.</summary>
public sealed class DkimVerifiers : IPeer
{
    private const string Mailauth = "mailauth";
    private const string PythonDkim = "python-dkim";

    private string? _node;
    private string? _python;

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        _node = NodePackages.RequireNode(Mailauth, Mailauth);
        _python = await FindPythonAsync(cancellationToken);
        if (_python is null)
            PeerPolicy.Missing(PythonDkim, "install dkimpy for python3 (Debian: apt-get install python3-dkim; ./dev test does it when run as root).");
    }

    /// <summary>Verifies messages, all in one run of each verifier.</summary>
    /// <param name="records">Names in DNS with their TXT records.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>For each message what each verifier made of it.</returns>
    /// <exception cref="PeerFailedException">A verifier broke off.</exception>
    public async Task<IReadOnlyList<IReadOnlyList<DkimVerdict>>> VerifyAsync(
        IReadOnlyDictionary<string, string> records, IReadOnlyList<byte[]> messages, CancellationToken cancellationToken = default)
    {
        if (_node is null || _python is null)
            throw new InvalidOperationException("The peer was not started.");
        var input = Frame([JsonSerializer.SerializeToUtf8Bytes(records), .. messages]);
        var mailauth = RunAsync(Mailauth, _node, PeerFiles.Path("verify-dkim.js"), input, messages.Count, cancellationToken);
        var python = RunAsync(PythonDkim, _python, PeerFiles.Path("verify-dkim.py"), input, messages.Count, cancellationToken);
        return [.. (await mailauth).Zip(await python, (first, second) => new[] { first, second })];
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // The first python3 in PATH may be one of a version manager, which knows nothing of Debian's packages.
    private static async Task<string?> FindPythonAsync(CancellationToken cancellationToken)
    {
        foreach (var python in new[] { Executables.Find("python3"), "/usr/bin/python3" })
        {
            if (python is null || !File.Exists(python))
                continue;
            if ((await Command.RunAsync(python, ["-c", "import dkim"], cancellationToken: cancellationToken)).ExitCode == 0)
                return python;
        }
        return null;
    }

    private static async Task<List<DkimVerdict>> RunAsync(
        string verifier, string program, string script, ReadOnlyMemory<byte> input, int messages, CancellationToken cancellationToken)
    {
        var environment = new Dictionary<string, string> { ["PYTHONUTF8"] = "1", ["PYTHONDONTWRITEBYTECODE"] = "1" };
        var result = await Command.RunAsync(program, [script], input, environment, cancellationToken);
        var verdicts = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<DkimVerdict>(line, JsonSerializerOptions.Web)! with { Verifier = verifier })
            .ToList();
        return result.ExitCode == 0 && verdicts.Count == messages
            ? verdicts
            : throw new PeerFailedException($"{script} told of {verdicts.Count} messages of {messages}: {result.Errors}");
    }

    private static byte[] Frame(IReadOnlyList<byte[]> pieces)
    {
        var frames = new byte[pieces.Sum(piece => sizeof(long) + piece.Length)];
        var rest = frames.AsSpan();
        foreach (var piece in pieces)
        {
            BinaryPrimitives.WriteInt64BigEndian(rest, piece.Length);
            piece.CopyTo(rest[sizeof(long)..]);
            rest = rest[(sizeof(long) + piece.Length)..];
        }
        return frames;
    }
}
