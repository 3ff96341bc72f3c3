using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Docs;

/// <summary>Nothing stands in the README that was not tried: what runs here is the README's own text.</summary>
[Collection(WorkingDirectory.Collection)]
public sealed class ReadmeTests
{
    private const string Readme = "README.md";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_host_of_the_README_starts_and_sends()
    {
        await using var sendGrid = FakeSendGrid.Start();
        using var folder = new TemporaryFolder();
        await using var app = await StartAsync(sendGrid, folder);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        using var answer = await client.PostAsync(new Uri("/welcome/acme?to=jane@example.com", UriKind.Relative), null, Cancel);

        answer.EnsureSuccessStatusCode();
        Assert.Equal("sendgrid", (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("provider").GetString());
        Assert.Equal("no-reply@example.com", Assert.Single(sendGrid.AcceptedMails).Json!.Value.GetProperty("from").GetProperty("email").GetString());
        await app.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_tenants_provider_is_added_and_tested_by_the_README()
    {
        await using var sendGrid = FakeSendGrid.Start();
        using var folder = new TemporaryFolder();
        await using var app = await StartAsync(sendGrid, folder);
        var setUp = Page.Snippet(Readme, "providers.TestAsync")();
        setUp.app = app;

        await setUp.RunAsync();

        Assert.NotNull(Assert.Single(await app.Services.GetRequiredService<ITenantProviders>().ListAsync(new TenantId("acme"), Cancel)).LastError);
        await app.StopAsync(Cancel);
    }

    [Fact]
    public async Task Many_recipients_of_the_README_get_a_mail_each()
    {
        await using var sendGrid = FakeSendGrid.Start();
        using var folder = new TemporaryFolder();
        await using var app = await StartAsync(sendGrid, folder);
        var many = Page.Snippet(Readme, "SendBatchAsync")();
        many.app = app;
        many.customers = [new Customer(new EmailAddress("jane@example.com"), "Jane", "3.80"), new Customer(new EmailAddress("joe@example.com"), "Joe", "1200.00")];

        await many.RunAsync();

        Assert.Equal(2, Assert.Single(sendGrid.AcceptedMails).Json!.Value.GetProperty("personalizations").GetArrayLength());
        await app.StopAsync(Cancel);
    }

    [Fact]
    public async Task The_message_of_the_README_is_a_file()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync("invoice.pdf", "%PDF-1.7", Cancel);

        await Page.Snippet(Readme, "new EmailMessageBuilder()")().RunAsync();

        var eml = await File.ReadAllTextAsync("order.eml", Cancel);
        Assert.Contains("It comes on Monday. Follow it <https://example.com/orders/5>", eml, StringComparison.Ordinal);
        Assert.Contains("invoice.pdf", eml, StringComparison.Ordinal);
        Assert.DoesNotContain("archive@", eml, StringComparison.Ordinal);
    }

    // The README's host, by the README's settings.
    private static async Task<WebApplication> StartAsync(FakeSendGrid sendGrid, TemporaryFolder folder)
    {
        var host = Page.Snippet(Readme, "MapPost")();
        host.builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = folder.Path });
        var settings = Page.Json(Readme).Replace("32 bytes in base64", KeyGenerator.NewKey(), StringComparison.Ordinal).Replace("…", sendGrid.ApiKey, StringComparison.Ordinal);
        host.builder.Configuration.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(settings)));
        host.builder.Configuration["Notifications:SendGridBaseAddress"] = sendGrid.BaseAddress.ToString();
        host.builder.Configuration["urls"] = "http://127.0.0.1:0";
        await host.RunAsync();
        await host.app.StartAsync(Cancel);
        return host.app;
    }
}
