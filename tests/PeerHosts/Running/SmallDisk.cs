using System.Globalization;

namespace Leadmetrics.Peers;

/// <summary>A disk of few octets (tmpfs), mounted below a peer's folder, that a test fills and frees. Gone when it is disposed of, or with the peer's folder.</summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private const string Name = "mount";
    private const int Piece = 64 * 1024;

    private SmallDisk(string folder) => Folder = folder;

    /// <summary>Where it is mounted.</summary>
    public string Folder { get; }

    private string Ballast => Path.Combine(Folder, "ballast");

    /// <summary>Mounts one; skips the test (or fails, where <c>mount</c> is required) on a machine that does not let us.</summary>
    /// <param name="folder">Where; made where it is not there.</param>
    /// <param name="octets">How much it holds.</param>
    /// <param name="owner">Whose it is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<SmallDisk> MountAsync(string folder, long octets, string owner, CancellationToken cancellationToken = default)
    {
        Executables.RequireLinux(Name);
        var mount = Executables.Find("mount");
        if (Environment.UserName != "root" || mount is null) PeerPolicy.Missing(Name, "only root mounts a disk.");
        Directory.CreateDirectory(folder);
        var options = string.Create(CultureInfo.InvariantCulture, $"size={octets},mode=700");
        var mounted = await Command.RunAsync(mount, ["-t", "tmpfs", "-o", options, "leadmetrics", folder], cancellationToken: cancellationToken);
        if (mounted.ExitCode != 0) PeerPolicy.Missing(Name, $"this machine mounts no tmpfs: {mounted.Errors.Trim()}");
        await Command.RunAsync(Executables.Find("chown")!, [owner, folder], cancellationToken: cancellationToken);
        return new SmallDisk(folder);
    }

    /// <summary>Moves a folder here, and leaves a link in its place.</summary>
    public async Task MoveInAsync(string folder, CancellationToken cancellationToken = default)
    {
        var here = Path.Combine(Folder, Path.GetFileName(folder));
        var moved = await Command.RunAsync(Executables.Find("mv")!, [folder, here], cancellationToken: cancellationToken);
        if (moved.ExitCode != 0) throw new PeerFailedException($"{folder} was not moved: {moved.Errors}");
        Directory.CreateSymbolicLink(folder, here);
    }

    /// <summary>Takes all the room that is left.</summary>
    public void Fill()
    {
        try
        {
            using var ballast = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
            var piece = new byte[Piece];
            while (true) ballast.Write(piece);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Free() => File.Delete(Ballast);

    public async ValueTask DisposeAsync() => await Command.RunAsync(Executables.Find("umount")!, ["--lazy", Folder]);
}
