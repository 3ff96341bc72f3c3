using System.Text.Json;

namespace Leadmetrics.Peers;

/// <summary>SendGrid's own verifier of events for Node, and a signer beside it that shares no code with ours.</summary>
public sealed class SendGridEventsPeer : IPeer
{
    private string? _node;

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        _node = NodePackages.RequireNode("sendgrid-node", "@sendgrid/eventwebhook");
        return Task.CompletedTask;
    }

    /// <summary>Twenty bodies, sixteen of them spoiled, each with a key of its own.</summary>
    /// <exception cref="PeerFailedException">The program broke off.</exception>
    public async Task<IReadOnlyList<SignedEvents>> SignAsync(CancellationToken cancellationToken = default)
    {
        if (_node is null)
            throw new InvalidOperationException("The peer was not started.");
        var result = await Command.RunAsync(_node, [PeerFiles.Path("sendgrid-events.js")], cancellationToken: cancellationToken);
        var signed = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<SignedEvents>(line, JsonSerializerOptions.Web)!).ToList();
        return result.ExitCode == 0 && signed.Count > 0 ? signed : throw new PeerFailedException($"sendgrid-events.js ended with {result.ExitCode}: {result.Errors}");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
