using System.Globalization;
using System.Text.Json;

namespace Leadmetrics.Peers;

/// <summary>Haraka: PIPELINING within a message, but 503 to everything that arrives behind a final dot before the reply to it, and a hang-up past 8,192 octets of that.</summary>
/// <remarks>STARTTLS is offered, AUTH is not. A recipient whose address begins with <c>reject</c> gets 550, one that begins with <c>grey</c> gets 450.</remarks>
public sealed class HarakaPeer : IPeer
{
    private const string Name = "haraka";
    private Tether? _tether;

    public int Port { get; private set; }

    public int ProcessId => Started.ProcessId;

    public string Folder => Started.Folder;

    private Tether Started => _tether ?? throw new InvalidOperationException("The peer was not started.");

    private string Drop => Path.Combine(Folder, "drop");

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        NodePackages.RequireNode(Name, "Haraka");
        var certificates = await TestCertificates.SharedAsync();
        Port = FreePorts.Reserve();
        _tether = await Tether.CreateAsync(Name, "TERM", folder => CommandLine(folder, certificates), cancellationToken);
        await _tether.StartAsync(GreetsAsync, cancellationToken);
    }

    /// <summary>What has arrived, in no order. A message is here before the server answers 250.</summary>
    public async Task<IReadOnlyList<HarakaMessage>> MessagesAsync(CancellationToken cancellationToken = default)
    {
        var messages = new List<HarakaMessage>();
        foreach (var file in Directory.EnumerateFiles(Drop, "*.mail"))
            messages.Add(Read(await File.ReadAllBytesAsync(file, cancellationToken)));
        return messages;
    }

    /// <summary>Forgets what has arrived.</summary>
    public void DeleteAll()
    {
        foreach (var file in Directory.GetFiles(Drop, "*.mail"))
            File.Delete(file);
    }

    public async ValueTask DisposeAsync()
    {
        if (_tether is not null)
            await _tether.DisposeAsync();
    }

    private static HarakaMessage Read(ReadOnlySpan<byte> file)
    {
        var line = file.IndexOf((byte)'\n');
        var envelope = JsonSerializer.Deserialize<HarakaEnvelope>(file[..line], JsonSerializerOptions.Web) ?? throw new PeerFailedException("drop.js wrote no envelope.");
        return new HarakaMessage(envelope.From, envelope.To, envelope.Tls, file[(line + 1)..].ToArray());
    }

    private string[] CommandLine(string folder, TestCertificates certificates) =>
        [Executables.Bash, PeerFiles.Path("haraka.sh"), folder, Port.ToString(CultureInfo.InvariantCulture), certificates.Folder];

    private Task<bool> GreetsAsync(CancellationToken cancellationToken) => Loopback.GreetsAsync(Port, cancellationToken);
}
