namespace Leadmetrics.Notifications.Cli.Tests.Docs;

public sealed class DotnetHostTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lmn-host-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void It_is_found_where_no_path_leads_to_it(string? path) => Assert.True(File.Exists(DotnetHost.Find(name => name == "PATH" ? path : null, process: null)));

    [Theory]
    [InlineData("dotnet")]
    [InlineData("dotnet.exe")]
    public void Either_name_is_found_on_the_path(string name)
    {
        var host = Host("bin", name);
        var path = string.Join(Path.PathSeparator, Path.Combine(_folder.FullName, "empty"), Path.GetDirectoryName(host));
        Assert.Equal(host, DotnetHost.Find(variable => variable == "PATH" ? path : null, process: "/app/tests"));
    }

    [Fact]
    public void The_one_that_runs_is_taken_before_the_path()
    {
        var (said, runs, found) = (Host("said", "dotnet"), Host("runs", "dotnet"), Host("found", "dotnet"));
        var path = Path.GetDirectoryName(found);
        Assert.Equal(said, DotnetHost.Find(variable => variable == "PATH" ? path : said, runs));
        Assert.Equal(runs, DotnetHost.Find(variable => variable == "PATH" ? path : null, runs));
    }

    private string Host(string folder, string name)
    {
        var path = Path.Combine(_folder.CreateSubdirectory(folder).FullName, name);
        File.WriteAllText(path, "");
        return path;
    }
}
