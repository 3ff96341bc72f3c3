using System.Diagnostics;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Peers;

namespace Leadmetrics.Notifications.Cli.Tests;

/// <summary><c>lmn</c> published trimmed and self-contained: takes a minute or more.</summary>
public sealed class TrimmedTests : IDisposable
{
    private readonly Lmn _lmn = new();

    public void Dispose() => _lmn.Dispose();

    [LongFact]
    public async Task Trimmed_it_still_sends_a_mail_and_reads_YAML_and_the_inner_assemblies_are_clean()
    {
        var output = Path.Combine(_lmn.Folder, "published");
        var log = await PublishAsync(output);
        Assert.DoesNotContain(log.Split('\n'), line => line.Contains(" IL", StringComparison.Ordinal) && (line.Contains("Leadmetrics.Smtp", StringComparison.Ordinal) || line.Contains("Leadmetrics.Notifications/", StringComparison.Ordinal) || line.Contains("'Leadmetrics.Notifications'", StringComparison.Ordinal)));
        _lmn.Program = Path.Combine(output, "lmn");
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Lmn.Cancel);
        var result = await _lmn.DoneAsync(
            "smtp", "send", "--host", "localhost", "--port", catcher.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), "--tls", "none", "--allow-private",
            "--from", "me@client.example", "--to", "jane@server.example", "--subject", "Grüße", "--text", "text", "--attach", _lmn.File("a.txt", "attached"), "--json");

        const string Yaml = "platform: smtp\nhost: smtp.example.com\nfrom: me@client.example\nuser: u\npass: ${PATH}\n";
        var imported = (await _lmn.RunAsync(["import", "-", "--format", "yaml", "--tenant", "acme", "--dry-run", "--json"], Yaml)).Ends(0);
        Assert.Equal("smtp.example.com", (string?)Assert.Single(imported.Json["providers"]!.AsArray())!["config"]!["host"]);
        var mail = Assert.Single(catcher.Messages);
        Assert.Equal(("Grüße", "accepted"), (mail.Subject, (string?)result.Json["outcome"]));
        Assert.Equal("attached"u8, Assert.Single(mail.Attachments).Bytes.Span);
    }

    private static async Task<string> PublishAsync(string output)
    {
        var start = new ProcessStartInfo("dotnet", [
            "publish", Project(), "-c", "Release", "-r", "linux-x64", "--self-contained", "-p:PublishTrimmed=true", "--artifacts-path", output + "-artifacts", "-o", output, "-nodeReuse:false"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var log = await process.StandardOutput.ReadToEndAsync(Lmn.Cancel);
        await process.WaitForExitAsync(Lmn.Cancel);
        Assert.True(process.ExitCode == 0, log);
        return log;
    }

    private static string Project()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var project = Path.Combine(folder.FullName, "src", "Leadmetrics.Notifications.Cli", "Leadmetrics.Notifications.Cli.csproj");
            if (File.Exists(project)) return project;
        }

        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
