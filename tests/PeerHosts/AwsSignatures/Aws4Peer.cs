using System.Text;
using System.Text.Json;

namespace Leadmetrics.Peers;

/// <summary>Signs requests by npm's aws4, which shares no code with ours.</summary>
public sealed class Aws4Peer : IPeer
{
    private const string Name = "aws4";

    private string? _node;

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        _node = NodePackages.RequireNode(Name, Name);
        return Task.CompletedTask;
    }

    /// <summary>Signs all in one run.</summary>
    /// <param name="requests">The requests, as <c>aws-signature.js</c> wants them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What it made of each.</returns>
    /// <exception cref="PeerFailedException">It broke off.</exception>
    public async Task<IReadOnlyList<Aws4Signature>> SignAsync(IReadOnlyList<object> requests, CancellationToken cancellationToken = default)
    {
        if (_node is null)
            throw new InvalidOperationException("The peer was not started.");
        var script = PeerFiles.Path("aws-signature.js");
        var input = Encoding.UTF8.GetBytes(string.Join('\n', requests.Select(request => JsonSerializer.Serialize(request))));
        var result = await Command.RunAsync(_node, [script], input, cancellationToken: cancellationToken);
        var signatures = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<Aws4Signature>(line, JsonSerializerOptions.Web)!).ToList();
        return result.ExitCode == 0 && signatures.Count == requests.Count
            ? signatures
            : throw new PeerFailedException($"{script} signed {signatures.Count} requests of {requests.Count}: {result.Errors}");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
