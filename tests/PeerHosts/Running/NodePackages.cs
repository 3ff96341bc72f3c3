namespace Leadmetrics.Peers;

/// <summary>The npm packages of tests/peers, as <c>npm ci</c> leaves them.</summary>
internal static class NodePackages
{
    /// <summary>node itself, if it and <paramref name="package"/> are there; else ends the test.</summary>
    public static string RequireNode(string peer, string package)
    {
        Executables.RequireLinux(peer);
        var node = Executables.Find("node");
        if (node is null)
            PeerPolicy.Missing(peer, "install Node.js 20 or later with npm, then run npm ci in tests/peers (./dev test does it).");
        if (!File.Exists(PeerFiles.Path("node_modules", package, "package.json")))
            PeerPolicy.Missing(peer, "run npm ci in tests/peers (./dev test does it).");
        return node;
    }
}
