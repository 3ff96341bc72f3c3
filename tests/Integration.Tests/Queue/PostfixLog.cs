using System.Text;

namespace Leadmetrics.Integration.Queue;

/// <summary>What a Postfix's log tells of the mail that it took, as far as it was read: each queue id is a copy that came whole and was acknowledged, or whose sender was gone by then. Its queue ids have to be long ones, which do not come twice.</summary>
internal sealed class PostfixLog(string file)
{
    private readonly Dictionary<string, string> _begun = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _copies = new(StringComparer.Ordinal);
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private long _read;
    private string _rest = "";
    private int _clients;

    /// <summary>How many copies were taken of each mail, by Message-ID.</summary>
    public IReadOnlyDictionary<string, int> Copies => _copies;

    /// <summary>How many clients were connected at once, at most.</summary>
    public int MostClients { get; private set; }

    /// <summary>How many connections were made.</summary>
    public int Connections { get; private set; }

    /// <summary>Reads what has come since.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await using var log = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Position = _read;
        var (octets, letters) = (new byte[1 << 20], new char[1 << 20]);
        while (await log.ReadAsync(octets, cancellationToken) is > 0 and var count)
        {
            _read += count;
            var lines = (_rest + new string(letters, 0, _decoder.GetChars(octets, 0, count, letters, 0))).Split('\n');
            foreach (var line in lines[..^1]) Take(line);
            _rest = lines[^1];
        }
    }

    // Such as: Nov 22 21:00:00 mail postfix/cleanup[71]: 4dWqRk1Yz9z3: message-id=<1@acme.test>
    private void Take(string line)
    {
        var program = line.IndexOf("postfix/", StringComparison.Ordinal);
        var colon = program < 0 ? -1 : line.IndexOf("]: ", program, StringComparison.Ordinal);
        if (colon < 0) return;
        var text = line[(colon + 3)..];
        switch (line[(program + 8)..line.IndexOf('[', program)])
        {
            case "smtpd" when text.StartsWith("connect from", StringComparison.Ordinal):
                Connections++;
                MostClients = Math.Max(MostClients, ++_clients);
                break;
            case "smtpd" when text.StartsWith("disconnect from", StringComparison.Ordinal):
                _clients--;
                break;
            case "cleanup" when text.Contains(": message-id=<", StringComparison.Ordinal):
                _begun[QueueId(text)] = text[(text.IndexOf('<', StringComparison.Ordinal) + 1)..text.LastIndexOf('>')];
                break;
            case "qmgr" when text.Contains(" (queue active)", StringComparison.Ordinal) && _taken.Add(QueueId(text)):
                var messageId = _begun[QueueId(text)];
                _copies[messageId] = _copies.GetValueOrDefault(messageId) + 1;
                break;
        }
    }

    private static string QueueId(string text) => text[..text.IndexOf(':', StringComparison.Ordinal)];
}
