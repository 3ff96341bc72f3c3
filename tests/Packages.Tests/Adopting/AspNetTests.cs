using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Leadmetrics.Peers;

namespace Leadmetrics.Packages.Adopting;

/// <summary>Somebody who adds the packages to a new ASP.NET project, configures them and sends.</summary>
public sealed class AspNetTests(PeerFixture<PackedPackages> packages, PeerFixture<MailDevPeer> mailDev)
{
    private const string Program = """
        using Leadmetrics.Notifications;
        using Leadmetrics.Notifications.AspNetCore;
        using Microsoft.AspNetCore.Authorization;

        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddLeadmetricsNotifications(builder.Configuration.GetSection("Notifications"))
            .UseSqlite("notifications.db")
            .MigrateOnStart()
            .AddQueueWorker()
            .AddTenantContext<Acme>();
        builder.Services.AddHealthChecks().AddNotifications();
        builder.Services.AddAuthorizationBuilder().SetDefaultPolicy(new AuthorizationPolicyBuilder().RequireAssertion(_ => true).Build());

        var app = builder.Build();
        app.UseAuthorization();
        app.MapGroup("/api").MapNotificationsApi();
        app.MapNotificationsAdmin("/notifications");
        app.MapHealthChecks("/health");
        app.Run();

        internal sealed class Acme : ITenantContext
        {
            public ValueTask<TenantId?> FindAsync(HttpContext context, CancellationToken cancellationToken) => new(new TenantId("acme"));
        }
        """;

    [Fact]
    public async Task A_new_project_adds_the_packages_configures_an_account_and_its_mail_arrives()
    {
        var catcher = await mailDev.GetAsync();
        using var project = await NewProject.CreateAsync("web", "Shop", await packages.GetAsync());
        await project.AddAsync("Leadmetrics.Notifications.AspNetCore");
        await project.AddAsync("Leadmetrics.Notifications.Sqlite");
        await project.WriteAsync("Program.cs", Program);
        await project.BuildAsync();
        var (host, client) = await RunningHost.StartAsync(project, new Dictionary<string, string>
        {
            ["Notifications__Keys__0__Key"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            ["Notifications__Egress__AllowLoopback"] = "true",
        });
        await using var running = host;
        using var caller = client;
        var cancelled = TestContext.Current.CancellationToken;

        using var added = await client.PostAsJsonAsync("/api/providers", new { provider = "smtp", config = new { host = "localhost", port = catcher.SmtpPort, secure = false, fromAddress = "shop@example.com", fromName = "Shop" } }, cancelled);
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        using var tested = await client.PostAsync($"{added.Headers.Location}/test", null, cancelled);
        Assert.True((bool)(await tested.Content.ReadFromJsonAsync<JsonObject>(cancelled))!["verified"]!);
        var message = new
        {
            to = new[] { new { address = "jane@example.net" } },
            subject = "Your order 5",
            text = "It comes on Monday.",
            attachments = new[] { new { fileName = "order.txt", contentType = "text/plain", content = Convert.ToBase64String("5 apples"u8) } },
        };
        using var queued = await client.PostAsJsonAsync("/api/email/queue", new { message }, cancelled);
        Assert.True(queued.StatusCode == HttpStatusCode.Accepted, await queued.Content.ReadAsStringAsync(cancelled));

        var arrived = await catcher.MessageAsync(mail => mail.GetProperty("subject").GetString() == "Your order 5", cancelled);
        var (id, attachment) = (arrived.GetProperty("id").GetString()!, Assert.Single(arrived.GetProperty("attachments").EnumerateArray()));
        var source = Encoding.UTF8.GetString(await catcher.SourceAsync(id, cancelled));
        Assert.Contains("From: Shop <shop@example.com>", source, StringComparison.Ordinal);
        Assert.Contains("It comes on Monday.", source, StringComparison.Ordinal);
        Assert.Equal("5 apples"u8.ToArray(), await catcher.AttachmentAsync(id, attachment.GetProperty("generatedFileName").GetString()!, cancelled));
        Assert.Equal("Healthy", await client.GetStringAsync("/health", cancelled));
        using var page = await client.GetAsync(new Uri("/notifications", UriKind.Relative), cancelled);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Fact]
    public async Task The_tool_is_installed_and_runs()
    {
        var packed = await packages.GetAsync();
        using var folder = new ScratchFolder("lmn-tool-");
        await Shell.RunAsync(folder.FullName, "dotnet", ["tool", "install", "Leadmetrics.Notifications.Cli", "--version", PackedPackages.Version, "--tool-path", folder.FullName, "--add-source", packed.Folder], new Dictionary<string, string> { ["NUGET_PACKAGES"] = Path.Combine(folder.FullName, "packages") });

        var said = await Shell.RunAsync(folder.FullName, Path.Combine(folder.FullName, "lmn"), ["key", "new"]);

        Assert.Single(said.Split('\n'), line => Convert.TryFromBase64String(line.Trim(), new byte[64], out var octets) && octets == 32);
    }
}
