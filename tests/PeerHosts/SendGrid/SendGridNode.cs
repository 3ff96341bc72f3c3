using System.Text;
using System.Text.Json;

namespace Leadmetrics.Peers;

/// <summary>SendGrid's own library for Node.js, @sendgrid/mail, as a maker of requests: it posts nothing.</summary>
public sealed class SendGridNode : IPeer
{
    private const string Peer = "sendgrid-node";

    private string? _node;

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        _node = NodePackages.RequireNode(Peer, "@sendgrid/mail");
        return Task.CompletedTask;
    }

    /// <summary>Builds requests, all in one run, by tests/peers/sendgrid-mail.js.</summary>
    /// <param name="lines">One JSON object a mail, as the script reads it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The JSON that the library would post, in their order.</returns>
    /// <exception cref="PeerFailedException">The library refused one.</exception>
    public async Task<IReadOnlyList<JsonElement>> BuildAsync(IReadOnlyCollection<string> lines, CancellationToken cancellationToken = default)
    {
        if (_node is null)
            throw new InvalidOperationException("The peer was not started.");
        var result = await Command.RunAsync(_node, [PeerFiles.Path("sendgrid-mail.js")], Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line.ReplaceLineEndings("") + "\n"))), cancellationToken: cancellationToken);
        var built = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
        return result.ExitCode == 0 && built.Count == lines.Count ? built : throw new PeerFailedException($"sendgrid-mail.js built {built.Count} mails of {lines.Count}: {result.Errors}");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
