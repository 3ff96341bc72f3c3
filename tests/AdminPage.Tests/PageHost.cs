using System.Net.Http.Json;
using System.Security.Cryptography;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Leadmetrics.AdminPage;

/// <summary>samples/Host over a socket, as a browser meets it, with an SMTP server to send to.</summary>
internal sealed class PageHost : WebApplicationFactory<Program>
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lmn-page-");

    private PageHost(SmtpCatcher catcher) => Catcher = catcher;

    public SmtpCatcher Catcher { get; }

    /// <summary>The tenant's key.</summary>
    public string Key { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    public Uri Address => ClientOptions.BaseAddress;

    public static async Task<PageHost> StartAsync()
    {
        var host = new PageHost(await SmtpCatcher.StartAsync());
        host.UseKestrel(0);
        host.StartServer();
        return host;
    }

    /// <summary>A program's client, which names its key.</summary>
    public HttpClient CreateProgram()
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Add("X-Api-Key", Key);
        return client;
    }

    /// <summary>Queues mails to one address each.</summary>
    public Task QueueAsync(params IEnumerable<string> addresses) => QueueAsync("resend", addresses);

    /// <summary>Queues mails to one address each.</summary>
    /// <param name="onUncertain">What is done where nobody knows whether it arrived.</param>
    /// <param name="addresses">The addresses.</param>
    public async Task QueueAsync(string onUncertain, IEnumerable<string> addresses)
    {
        using var client = CreateProgram();
        var messages = addresses.Select(address => new { to = new[] { new { address } }, subject = "Your receipt", text = "Thank you." }).ToArray();
        using var answer = await client.PostAsJsonAsync("/api/email/queue/bulk", new { messages, onUncertain }, TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.Accepted, answer.StatusCode);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Catcher.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.UseSetting("ConnectionStrings:Sqlite", Path.Combine(_folder.FullName, "notifications.db"));
        builder.UseSetting("Notifications:Keys:0:Key", KeyGenerator.NewKey());
        builder.UseSetting("Notifications:Egress:AllowLoopback", "true");
        builder.UseSetting("Tenants:acme:ApiKey", Key);
    }
}
