using System.Globalization;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Hosting;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Budgets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// Obeys one command a line on standard input and answers each with one line:
//   resolve N     resolves tenant-0 to tenant-(N-1); answers "resolved N MILLISECONDS"
//   row T         answers the id of the row that serves T, or "platform"
//   until T ID    asks again and again until that row (or "platform") serves T; answers the milliseconds that it took since the command
//   enable T ID, disable T ID
//   created T ID  answers the instant at which that row was added
//   migrated      answers the instant of the first migration
//   take T        takes 1 a day of a scope of T; answers which quarter of an hour it was counted in
// Its settings come from the environment, so that no key is in an argument.
if (Environment.GetEnvironmentVariable("SECOND_HOST_LEGACY_TIMESTAMPS") is not null) AppContext.SetSwitch("Npgsql.EnableLegacyTimestampBehavior", true);
var clock = TimeProvider.System;
var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
builder.Services
    .AddLeadmetricsNotifications(options =>
    {
        options.Keys.Add(new KeyOptions { Key = Setting("KEY") });
        options.Platform.SendGrid = new PlatformSendGridOptions { ApiKey = "never-called", FromAddress = "platform@platform.test" };
        options.Resolver.TimeToLive = TimeSpan.FromSeconds(int.Parse(Setting("TTL"), CultureInfo.InvariantCulture));
    })
    .UsePostgres(Setting("DATABASE"), options =>
    {
        options.Schema = Setting("SCHEMA");
        options.ListenConnectionString = Environment.GetEnvironmentVariable("SECOND_HOST_LISTEN");
    });
using var host = builder.Build();
await host.StartAsync();
var resolver = host.Services.GetRequiredService<IEmailProviderResolver>();
var providers = host.Services.GetRequiredService<ITenantProviders>();
Console.WriteLine("ready");
while (Console.ReadLine() is { } line)
{
    var words = line.Split(' ');
    Console.WriteLine(words switch
    {
        ["resolve", var count] => await ResolveAsync(int.Parse(count, CultureInfo.InvariantCulture)),
        ["row", var tenant] => await RowAsync(tenant),
        ["until", var tenant, var row] => await UntilAsync(tenant, row),
        ["enable" or "disable", var tenant, var row] => await SwitchAsync(tenant, Guid.Parse(row), words[0] == "enable"),
        ["created", var tenant, var row] => Text((await providers.GetAsync(new TenantId(tenant), Guid.Parse(row))).CreatedAt),
        ["migrated"] => Text((await host.Services.GetRequiredService<IStoreMigrator>().GetStateAsync())[0].AppliedAt!.Value),
        ["take", var tenant] => await TakeAsync(tenant),
        _ => throw new InvalidOperationException($"No such command: {line}"),
    });
}

await host.StopAsync();

static string Setting(string name) => Environment.GetEnvironmentVariable("SECOND_HOST_" + name) ?? throw new InvalidOperationException($"SECOND_HOST_{name} is not set.");

static string Text(DateTimeOffset instant) => instant.ToString("O", CultureInfo.InvariantCulture);

async Task<string> ResolveAsync(int count)
{
    var started = clock.GetTimestamp();
    await Parallel.ForEachAsync(Enumerable.Range(0, count), async (i, cancel) => await resolver.ResolveAsync(new TenantId($"tenant-{i}"), cancel));
    return string.Create(CultureInfo.InvariantCulture, $"resolved {count} {clock.GetElapsedTime(started).TotalMilliseconds:0}");
}

async Task<string> RowAsync(string tenant) => (await resolver.ResolveAsync(new TenantId(tenant))).Primary.RowId?.ToString() ?? "platform";

async Task<string> UntilAsync(string tenant, string row)
{
    var started = clock.GetTimestamp();
    using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(2), clock);
    while (await RowAsync(tenant) != row) await ticks.WaitForNextTickAsync();
    return clock.GetElapsedTime(started).TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
}

async Task<string> SwitchAsync(string tenant, Guid row, bool enabled)
{
    await providers.ChangeAsync(new TenantId(tenant), row, new ProviderChange { Enabled = enabled });
    return "done";
}

async Task<string> TakeAsync(string tenant)
{
    var take = await host.Services.GetRequiredService<IBudgetStore>().TakeAsync([new BudgetCharge(new TenantId(tenant), "platform", new SendingLimits { PerDay = 1 }, 1)]);
    return take.IsTaken ? take.Receipt.Buckets[0].Index.ToString(CultureInfo.InvariantCulture) : "refused";
}
