namespace Leadmetrics.Peers.Tests;

public sealed class SmallDiskTests
{
    [Fact]
    public async Task It_takes_nothing_more_when_it_is_full_has_room_when_it_is_freed_and_goes_with_its_peers_folder()
    {
        var tether = await Tether.CreateAsync("disk", "TERM", _ => [Executables.Bash, "-c", "true"], CancellationToken.None);
        await using (tether)
        {
            var disk = await SmallDisk.MountAsync(Path.Combine(tether.Folder, "small"), 1 << 20, "root");
            var file = Path.Combine(disk.Folder, "file");
            disk.Fill();
            await Assert.ThrowsAsync<IOException>(() => File.WriteAllBytesAsync(file, new byte[4096]));
            disk.Free();
            await File.WriteAllBytesAsync(file, new byte[4096]);
        }

        Assert.False(Directory.Exists(tether.Folder));
        Assert.DoesNotContain(tether.Folder, await File.ReadAllTextAsync("/proc/mounts"), StringComparison.Ordinal);
    }
}
