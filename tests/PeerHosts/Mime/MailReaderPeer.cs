using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Threading.Channels;

namespace Leadmetrics.Peers;

/// <summary>A program that reads mails with parsers of its own, each told as one line of JSON: one process for all that a test process asks of it.</summary>
/// <remarks>
/// The process starts with the first mail. One loop writes mails, another takes lines as they come and hands them out in the order of the mails, so that neither
/// side ever waits for the other to read; few mails wait between the two. It needs no stopping: it ends with its input, which ends with this process, however
/// that ends.
/// </remarks>
public sealed class MailReaderPeer
{
    private const int Waiting = 16;

    private readonly Channel<Request> _requests = Channel.CreateBounded<Request>(Waiting);
    private readonly ConcurrentQueue<Request> _written = new();
    private readonly Lazy<Process> _process;
    private Task<string> _errors = Task.FromResult("");

    private MailReaderPeer(Func<(string File, string[] Arguments)> command) => _process = new Lazy<Process>(() => Start(command()));

    /// <summary>Python's <c>email</c> package, by tests/peers/read-mail.py.</summary>
    public static MailReaderPeer Python { get; } = new(() =>
    {
        const string Peer = "python";
        var python = Executables.Find("python3");
        if (python is null)
            PeerPolicy.Missing(Peer, "install Python 3 (Debian: apt-get install python3).");
        return (python, ["-X", "utf8", PeerFiles.Path("read-mail.py")]);
    });

    /// <summary>mailparser and postal-mime under Node.js, by tests/peers/read-mail.js.</summary>
    public static MailReaderPeer Node { get; } = new(() =>
    {
        const string Peer = "node-mail";
        NodePackages.RequireNode(Peer, "mailparser");
        return (NodePackages.RequireNode(Peer, "postal-mime"), [PeerFiles.Path("read-mail.js")]);
    });

    /// <summary>Ends the current test where the program is not there.</summary>
    public void Require() => _ = _process.Value;

    /// <summary>Reads a mail and returns the line of JSON that was told of it, as UTF-8.</summary>
    /// <exception cref="PeerFailedException">The program ended.</exception>
    public async Task<byte[]> ReadAsync(ReadOnlyMemory<byte> mail, CancellationToken cancellationToken = default)
    {
        Require();
        var request = new Request(mail);
        try
        {
            await _requests.Writer.WriteAsync(request, cancellationToken);
        }
        catch (ChannelClosedException closed) when (closed.InnerException is { } why)
        {
            throw new PeerFailedException(why.Message, why);
        }

        return await request.Told.Task.WaitAsync(cancellationToken);
    }

    private Process Start((string File, string[] Arguments) command)
    {
        var process = Process.Start(Command.Describe(command.File, command.Arguments)) ?? throw new PeerFailedException($"{command.File} did not start.");
        _errors = process.StandardError.ReadToEndAsync();
        _ = WriteAsync(process);
        _ = HandOutAsync(process);
        return process;
    }

    private async Task WriteAsync(Process process)
    {
        var input = process.StandardInput.BaseStream;
        var length = new byte[8];
        await foreach (var request in _requests.Reader.ReadAllAsync())
        {
            _written.Enqueue(request);
            BinaryPrimitives.WriteInt64BigEndian(length, request.Mail.Length);
            try
            {
                await input.WriteAsync(length);
                await input.WriteAsync(request.Mail);
                await input.FlushAsync();
            }
            catch (IOException broken)
            {
                // The process ended. The other loop sees it too and answers for all others that wait; this one it may have missed.
                request.Told.TrySetException(new PeerFailedException($"{process.StartInfo.FileName} takes no more mails: {await _errors}", broken));
                return;
            }
        }
    }

    private async Task HandOutAsync(Process process)
    {
        var output = PipeReader.Create(process.StandardOutput.BaseStream, new StreamPipeReaderOptions(bufferSize: 64 * 1024));
        ReadResult read;
        do
        {
            read = await output.ReadAsync();
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end && _written.TryDequeue(out var request))
            {
                request.Told.SetResult(rest.Slice(0, end).ToArray());
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            output.AdvanceTo(rest.Start, rest.End);
        }
        while (!read.IsCompleted);

        var ended = new PeerFailedException($"{process.StartInfo.FileName} ended: {await _errors}");
        _requests.Writer.Complete(ended);
        while (_written.TryDequeue(out var request))
            request.Told.TrySetException(ended);
        while (_requests.Reader.TryRead(out var request))
            request.Told.TrySetException(ended);
    }

    private sealed record Request(ReadOnlyMemory<byte> Mail)
    {
        public TaskCompletionSource<byte[]> Told { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
