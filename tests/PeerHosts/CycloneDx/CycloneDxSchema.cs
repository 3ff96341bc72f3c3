namespace Leadmetrics.Peers;

/// <summary>CycloneDX's own library and schema, which say whether a bill of materials is one.</summary>
public sealed class CycloneDxSchema : IPeer
{
    private const string Peer = "cyclonedx";

    private string? _node;

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        _node = NodePackages.RequireNode(Peer, "@cyclonedx/cyclonedx-library");
        return Task.CompletedTask;
    }

    /// <summary>What is wrong with files, a line each.</summary>
    /// <param name="files">Their paths.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Empty where all are right.</returns>
    /// <exception cref="PeerFailedException">The library could not look at them.</exception>
    public async Task<string> CheckAsync(IEnumerable<string> files, CancellationToken cancellationToken = default)
    {
        if (_node is null) throw new InvalidOperationException("The peer was not started.");
        var result = await Command.RunAsync(_node, [PeerFiles.Path("check-sbom.js"), .. files], cancellationToken: cancellationToken);
        return result.Errors.Length == 0 && result.ExitCode is 0 or 1 ? result.Output : throw new PeerFailedException($"check-sbom.js: {result.Errors}");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
