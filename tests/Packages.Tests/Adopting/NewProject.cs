using System.Xml.Linq;

namespace Leadmetrics.Packages.Adopting;

/// <summary>A project somewhere else on the machine, made by <c>dotnet new</c>, which gets our packages from a folder feed beside its usual ones.</summary>
internal sealed class NewProject : IDisposable
{
    private readonly ScratchFolder _folder = new("lmn-adopt-");

    private NewProject(string name) => Name = name;

    public string Name { get; }

    public string Folder => Path.Combine(_folder.FullName, Name);

    /// <summary>What was built.</summary>
    public string Program => Path.Combine(Folder, "bin", "Debug", "net10.0", $"{Name}.dll");

    // Ours go into a package folder of their own and vanish with it; others are taken from the machine's where they are there.
    private Dictionary<string, string> Environment => new() { ["NUGET_PACKAGES"] = Path.Combine(_folder.FullName, "packages"), ["NUGET_FALLBACK_PACKAGES"] = MachinePackages };

    private static string MachinePackages =>
        System.Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    public static async Task<NewProject> CreateAsync(string template, string name, PackedPackages packages)
    {
        var project = new NewProject(name);
        new XDocument(new XElement("configuration", new XElement("packageSources", new XElement("add", new XAttribute("key", "packed"), new XAttribute("value", packages.Folder)))))
            .Save(Path.Combine(project._folder.FullName, "nuget.config"));
        // A machine whose first package folder is new has no fallback before it.
        Directory.CreateDirectory(MachinePackages);
        await Shell.RunAsync(project._folder.FullName, "dotnet", ["new", template, "--name", name, "--no-restore"], project.Environment);
        return project;
    }

    public Task AddAsync(string package) => RunAsync("add", "package", package, "--version", PackedPackages.Version, "--no-restore");

    public Task WriteAsync(string file, string text) => File.WriteAllTextAsync(Path.Combine(Folder, file), text, TestContext.Current.CancellationToken);

    public Task BuildAsync() => RunAsync("build", "-nologo", "-v", "quiet", "-warnaserror", "-p:NuGetAudit=false");

    public void Dispose() => _folder.Dispose();

    private Task<string> RunAsync(params string[] arguments) => Shell.RunAsync(Folder, "dotnet", arguments, Environment);
}
