using System.Globalization;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Peers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Leadmetrics.Integration.Queue;

/// <summary>A whole worker under a flood; behind all other tests, whose work would be measured with it.</summary>
[Collection(nameof(LateTenantTests))]
[CollectionDefinition(nameof(LateTenantTests), DisableParallelization = true)]
public sealed class LateTenantTests
{
    private const int Flood = 1_000_000;
    private const int Late = 300;
    private const int LateTenants = 7;
    private const string Schema = "notifications";
    private const long Megabyte = 1 << 20;
    private static readonly TenantId Large = new("large");
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);

    [LongFact]
    public async Task Beside_a_million_mails_of_one_tenant_anothers_one_is_claimed_within_a_quarter_of_a_second_and_memory_stays_flat()
    {
        var patience = TestContext.Current.CancellationToken;
        await using var postgres = new PostgresPeer(new PostgresPeerOptions { ConnectionString = null, Durable = true });
        await postgres.StartAsync(patience);
        var transports = new NotingTransports();
        using var host = Build(postgres.ConnectionString, transports);
        await host.Services.GetRequiredService<IStoreMigrator>().MigrateAsync(patience);
        var mailer = host.Services.GetRequiredService<ITenantMailer>();
        await FillAsync(mailer, postgres, patience);

        await host.StartAsync(patience);
        using var ticks = new PeriodicTimer(Between, TimeProvider.System);
        while (transports.Sent < 20_000) await ticks.WaitForNextTickAsync(patience);

        var before = Memory();
        var (began, sent) = (TimeProvider.System.GetTimestamp(), transports.Sent);
        var waits = new List<TimeSpan>();
        for (var mail = 0; mail < Late; mail++)
        {
            var address = string.Create(CultureInfo.InvariantCulture, $"late-{mail}@customer.test");
            var comes = transports.ComesAsync(address);
            await mailer.QueueAsync(new TenantId($"late{mail % LateTenants}"), Message(address), cancellationToken: patience);
            var queued = TimeProvider.System.GetTimestamp();
            var came = await comes.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, patience);
            waits.Add(came > queued ? TimeProvider.System.GetElapsedTime(queued, came) : TimeSpan.Zero);
            await ticks.WaitForNextTickAsync(patience);
        }

        var pace = (transports.Sent - sent) / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        var after = Memory();
        var left = await postgres.ExecuteAsync($"SELECT count(*) FROM {Schema}.email_job WHERE tenant_id = 'large'", cancellationToken: patience);
        await host.StopAsync(patience);

        waits.Sort();
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"late mails: p50 {waits[Late / 2].TotalMilliseconds:0.0} ms, p99 {waits[Late * 99 / 100].TotalMilliseconds:0.0} ms, longest {waits[^1].TotalMilliseconds:0.0} ms; the flood meanwhile {pace:0}/s, {left} left; " +
            $"heap {before.Heap / Megabyte} MB before, {after.Heap / Megabyte} MB after; of the process {before.Process / Megabyte} MB, {after.Process / Megabyte} MB");
        Assert.NotEqual("0", left);
        Assert.InRange(waits[Late * 99 / 100], TimeSpan.Zero, TimeSpan.FromMilliseconds(250));
        Assert.InRange(after.Heap - before.Heap, long.MinValue, 8 * Megabyte);
        Assert.InRange(after.Process - before.Process, long.MinValue, 48 * Megabyte);
    }

    private static IHost Build(string connection, NotingTransports transports)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddLeadmetricsNotifications(options =>
            {
                options.Keys.Add(new KeyOptions { Key = TestHost.NewKey() });
                options.Egress.AllowLoopback = true;
            })
            .UsePostgres(connection, options => options.Schema = Schema)
            .AddConfiguredProviders(Accounts())
            .AddQueueWorker();
        builder.Services.Replace(ServiceDescriptor.Singleton<ISmtpTransportFactory>(transports));
        return builder.Build();
    }

    private static IConfiguration Accounts()
    {
        var settings = new Dictionary<string, string?>();
        foreach (var tenant in Enumerable.Range(0, LateTenants).Select(number => $"late{number}").Append(Large.Value))
        {
            settings[$"Providers:{tenant}:0:Provider"] = "smtp";
            settings[$"Providers:{tenant}:0:Config:host"] = "localhost";
            settings[$"Providers:{tenant}:0:Config:port"] = "1";
            settings[$"Providers:{tenant}:0:Config:fromAddress"] = "hello@acme.test";
            settings[$"Providers:{tenant}:0:Config:tls:mode"] = "none";
        }

        return new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
    }

    private static EmailMessage Message(string to) => new() { To = [new EmailAddress(to, "Jane Doe")], Subject = "Your order", Text = "Good morning." };

    // One mail as a host queues it, and the others after its pattern.
    private static async Task FillAsync(ITenantMailer mailer, PostgresPeer postgres, CancellationToken patience)
    {
        await mailer.QueueAsync(Large, Message("jane@customer.test"), cancellationToken: patience);
        await postgres.ExecuteAsync(
            $"""
             SET search_path = {Schema};
             CREATE TEMP TABLE pattern AS SELECT m.retain_day, m.date, m.queued_at, m.recipients, m.body, j.run_at, j.expires_at FROM email_message AS m JOIN email_job AS j USING (tenant_id, id);
             CREATE TEMP TABLE ids AS SELECT gen_random_uuid() AS id, i FROM generate_series(2, {Flood}) AS i;
             INSERT INTO email_message SELECT 'large', id, retain_day, id || '@acme.test', 0, date, queued_at, recipients, body FROM ids CROSS JOIN pattern;
             INSERT INTO email_job (tenant_id, id, retain_day, lane, state, run_at, expires_at, attempt, crashes, fence, phase, on_uncertain)
             SELECT 'large', id, retain_day, 0, 0, run_at + i * interval '1 microsecond', expires_at, 0, 0, 0, 0, 0 FROM ids CROSS JOIN pattern;
             CHECKPOINT;
             """,
            cancellationToken: patience);
        await postgres.ExecuteAsync("VACUUM (ANALYZE)", cancellationToken: patience);
    }

    private static (long Heap, long Process) Memory()
    {
        var heap = GC.GetTotalMemory(forceFullCollection: true);
        return (heap, Environment.WorkingSet);
    }
}
