using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Leadmetrics.Notifications.Cli.Tests;

/// <summary>Runs <c>lmn</c> as a process, in a folder and an environment of its own, and looks for planted secrets in all that it prints.</summary>
internal sealed class Lmn : IDisposable
{
    private static readonly Lazy<Task<(string Key, byte[] Database)>> Fresh = new(CreateAsync);

    private readonly Dictionary<string, string> _environment = [];
    private readonly List<string> _secrets = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("lmn-tests-").FullName;

    private string Database => Path.Combine(Folder, "lmn.db");

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A built program to run in place of the one that the tests were built with.</summary>
    public string? Program { get; set; }

    public Lmn Set(string variable, string value)
    {
        _environment[variable] = value;
        return this;
    }

    /// <summary>Sets a variable to a secret that no run may print.</summary>
    public Lmn Plant(string variable, string secret)
    {
        _secrets.Add(secret);
        return Set(variable, secret);
    }

    public string File(string name, string content = "")
    {
        var path = Path.Combine(Folder, name);
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    /// <summary>A migrated SQLite database of its own and a key, for the tenants' verbs.</summary>
    /// <remarks><c>lmn</c> makes both once a run; each test begins with a copy, since two processes more for each would take half the run.</remarks>
    public async Task<Lmn> WithDatabaseAsync()
    {
        var (key, database) = await Fresh.Value;
        await System.IO.File.WriteAllBytesAsync(Database, database, Cancel);
        return Set("LMN_DB", $"sqlite:{Database}").Set("LMN_ALLOW_LOOPBACK", "1").Plant("LMN_KEY", key);
    }

    public async Task<LmnResult> DoneAsync(params string[] arguments)
    {
        var result = await RunAsync(arguments);
        Assert.True(result.ExitCode == 0, result.ToString());
        return result;
    }

    public Task<LmnResult> RunAsync(params string[] arguments) => RunAsync(arguments, input: "");

    public async Task<LmnResult> RunAsync(string[] arguments, string input)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync(Cancel);
        var errors = process.StandardError.ReadToEndAsync(Cancel);
        await process.StandardInput.WriteAsync(input.AsMemory(), Cancel);
        process.StandardInput.Close();
        await process.WaitForExitAsync(Cancel);
        var result = new LmnResult(process.ExitCode, await output, await errors);
        foreach (var secret in _secrets)
        {
            Assert.DoesNotContain(secret, result.Output, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, result.Errors, StringComparison.Ordinal);
        }

        if (arguments.Contains("--json")) Assert.IsType<JsonObject>(JsonNode.Parse(result.Output));
        return result;
    }

    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Program ?? "dotnet", Program is null ? [Path.Combine(AppContext.BaseDirectory, "lmn.dll"), .. arguments] : arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("LMN_", StringComparison.Ordinal) || name.StartsWith("SENDGRID_", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);
        foreach (var (name, value) in _environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static async Task<(string Key, byte[] Database)> CreateAsync()
    {
        using var lmn = new Lmn();
        var key = (string)(await lmn.DoneAsync("key", "new", "--json")).Json["key"]!;
        await lmn.Set("LMN_DB", $"sqlite:{lmn.Database}").Plant("LMN_KEY", key).Set("LMN_ALLOW_LOOPBACK", "1").DoneAsync("db", "migrate");
        Assert.Equal([lmn.Database], Directory.GetFiles(lmn.Folder)); // Nothing of it is in a log beside it.
        return (key, await System.IO.File.ReadAllBytesAsync(lmn.Database, Cancel));
    }
}
