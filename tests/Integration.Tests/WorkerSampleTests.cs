using System.Diagnostics;
using System.Globalization;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Peers;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Integration;

/// <summary>samples/Worker as its users start it: a process, settings in its environment, a signal to end it.</summary>
public sealed class WorkerSampleTests(PeerFixture<PostgresPeer> postgres)
{
    private static readonly TenantId Acme = new("acme");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Worker_sends_what_another_host_queued_on_sqlite_and_stops_by_a_signal()
    {
        using var file = new SqliteFile();
        await SendsAsync(store => store.UseSqlite(file.Path), new() { ["ConnectionStrings__Sqlite"] = file.Path });
    }

    [Fact]
    public async Task Worker_sends_what_another_host_queued_on_postgres_and_stops_by_a_signal()
    {
        var connectionString = await (await postgres.GetAsync()).CreateDatabaseAsync(Cancel);
        await SendsAsync(store => store.UsePostgres(connectionString, options => options.Schema = "mail"), new() { ["ConnectionStrings__Postgres"] = connectionString, ["Schema"] = "mail" });
    }

    [Fact]
    public async Task Worker_without_a_key_says_so_and_ends_with_3()
    {
        using var file = new SqliteFile();
        var (exitCode, output) = await EndAsync(new() { ["ConnectionStrings__Sqlite"] = file.Path });
        Assert.Equal(3, exitCode);
        Assert.Contains("Keys", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_whose_database_does_not_answer_says_so_and_ends_with_1()
    {
        var (exitCode, output) = await EndAsync(new() { ["ConnectionStrings__Postgres"] = "Host=127.0.0.1;Port=1;Username=nobody;Database=none", ["Notifications__Keys__0__Key"] = TestHost.NewKey() });
        Assert.Equal(1, exitCode);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.NotEmpty(output.Trim());
    }

    private static async Task SendsAsync(Action<NotificationsBuilder> store, Dictionary<string, string> settings)
    {
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Cancel);
        var key = TestHost.NewKey();
        await using (var host = await TestHost.StartAsync(store, key))
        {
            var account = new SmtpConfig { Host = catcher.Host, Port = catcher.Port, FromAddress = "billing@acme.test" };
            var added = await host.Providers.AddAsync(Acme, ProviderDraft.From(account), Cancel);
            Assert.True((await host.Providers.TestAsync(Acme, added.Id, Cancel)).Verified);
            await host.Mailer.QueueAsync(Acme, new EmailMessage { To = [new EmailAddress("jane@customer.test")], Subject = "Your receipt", Text = "Thank you." }, cancellationToken: Cancel);
        }

        settings["Notifications__Keys__0__Key"] = key;
        settings["Notifications__Egress__AllowLoopback"] = "true";
        using var worker = Start(settings);
        var output = ReadAsync(worker);
        try
        {
            Assert.Equal("Your receipt", Assert.Single(await catcher.WaitForMessagesAsync(1, Cancel)).Subject);
            using (var kill = Process.Start("kill", ["-TERM", worker.Id.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync(Cancel);
            await worker.WaitForExitAsync(Cancel);
        }
        finally
        {
            if (!worker.HasExited) worker.Kill();
        }

        var said = await output;
        Assert.True(worker.ExitCode == 0, said);
        Assert.Contains("has stopped; 0 mails", said, StringComparison.Ordinal);
        Assert.DoesNotContain("jane@", said, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> EndAsync(Dictionary<string, string> settings)
    {
        using var worker = Start(settings);
        var output = ReadAsync(worker);
        await worker.WaitForExitAsync(Cancel);
        return (worker.ExitCode, await output);
    }

    private static Process Start(Dictionary<string, string> settings)
    {
        var folder = Output();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(folder, "NotificationsWorker.dll")]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in settings) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static async Task<string> ReadAsync(Process worker)
    {
        var errors = worker.StandardError.ReadToEndAsync(Cancel);
        return await worker.StandardOutput.ReadToEndAsync(Cancel) + await errors;
    }

    // In its own folder of output, where its settings lie.
    private static string Output()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var root = output;
        while (!File.Exists(Path.Combine(root.FullName, "Leadmetrics.Notifications.sln"))) root = root.Parent ?? throw new DirectoryNotFoundException("These tests do not run in the repository.");
        return Path.Combine(root.FullName, "samples", "Worker", "bin", output.Parent!.Name, output.Name);
    }
}
