using System.Net;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Testing;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Docs;

/// <summary>Both programs of docs/getting-started.md, as they stand there.</summary>
[Collection(WorkingDirectory.Collection)]
public sealed class GettingStartedTests
{
    private const string Started = "docs/getting-started.md";
    private static readonly TenantId Acme = new("acme");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_web_host_of_the_page_says_what_is_missing_then_sends_and_queues()
    {
        using var folder = new TemporaryFolder();
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Cancel);
        await using var program = await RunningProgram.StartAsync(Page.Program(Started, "WebApplication.CreateBuilder"), [.. Settings(KeyGenerator.NewKey()), "--urls=http://127.0.0.1:0"]);
        var address = program.Host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        using var client = new HttpClient { BaseAddress = new Uri(address) };

        var (missing, why) = await PostAsync(client, "/welcome/acme?to=jane@example.com");
        Assert.Equal(HttpStatusCode.BadGateway, missing);
        Assert.Contains("The tenant has no verified provider, and no platform default is configured (Platform:SendGrid:ApiKey).", why, StringComparison.Ordinal);
        await AddAccountAsync(program.Host.Services, catcher);
        Assert.Contains("\"provider\":\"smtp\"", (await PostAsync(client, "/welcome/acme?to=jane@example.com")).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(client, "/later/acme?to=joe@example.com")).Status);
        Assert.All(await catcher.WaitForMessagesAsync(2, Cancel), message => Assert.Equal("Welcome", message.Subject));
        Assert.Equal("Healthy", await client.GetStringAsync(new Uri("/health", UriKind.Relative), Cancel));
    }

    [Fact]
    public async Task The_worker_of_the_page_sends_what_the_web_host_beside_it_queued()
    {
        using var folder = new TemporaryFolder();
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Cancel);
        var key = KeyGenerator.NewKey();
        foreach (var place in new[] { "Shop", "Mailer" }) Directory.CreateDirectory(place);
        var shop = new ServiceCollection();
        shop.AddLeadmetricsNotifications(options =>
        {
            options.Keys.Add(new KeyOptions { Key = key });
            options.Egress.AllowLoopback = true;
        }).UseSqlite("Shop/notifications.db");
        await using (var services = shop.BuildServiceProvider())
        {
            await services.GetRequiredService<IStoreMigrator>().MigrateAsync(Cancel);
            await AddAccountAsync(services, catcher);
            await services.GetRequiredService<ITenantMailer>().QueueAsync(Acme, new EmailMessage { To = [new EmailAddress("jane@example.com")], Subject = "Welcome", Text = "Good to have you." }, cancellationToken: Cancel);
        }

        Environment.CurrentDirectory = Path.Combine(folder.Path, "Mailer");
        await using var program = await RunningProgram.StartAsync(Page.Program(Started, "Host.CreateApplicationBuilder"), Settings(key));

        Assert.Equal("Welcome", Assert.Single(await catcher.WaitForMessagesAsync(1, Cancel)).Subject);
    }

    private static string[] Settings(string key) => [$"--Notifications:Keys:0:Key={key}", "--Notifications:Egress:AllowLoopback=true"];

    private static async Task AddAccountAsync(IServiceProvider services, SmtpCatcher catcher)
    {
        var providers = services.GetRequiredService<ITenantProviders>();
        var added = await providers.AddAsync(Acme, ProviderDraft.From(new SmtpConfig { Host = catcher.Host, Port = catcher.Port, FromAddress = "hello@acme.example" }), Cancel);
        Assert.True((await providers.TestAsync(Acme, added.Id, Cancel)).Verified);
    }

    private static async Task<(HttpStatusCode Status, string Body)> PostAsync(HttpClient client, string path)
    {
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), null, Cancel);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }
}
