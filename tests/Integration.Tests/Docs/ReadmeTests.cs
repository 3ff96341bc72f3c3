using System.Net.Http.Json;
using System.Text.Json;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Integration.Docs;

/// <summary>Nothing stands in the README that was not tried.</summary>
[Collection(WorkingDirectory.Collection)]
public sealed class ReadmeTests
{
    [Fact]
    public void Every_line_of_CSharp_in_the_README_is_compiled()
    {
        var compiled = Compiled();
        var shown = Blocks("csharp").SelectMany(Lines).ToArray();

        Assert.NotEmpty(shown);
        Assert.Equal(compiled, shown);
    }

    [Fact]
    public async Task The_host_of_the_README_starts_and_sends()
    {
        await using var sendGrid = FakeSendGrid.Start();
        var folder = Directory.CreateTempSubdirectory("lmn-readme-");
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = folder.FullName });
        builder.Configuration.AddJsonStream(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Blocks("json").Single().Replace("32 bytes in base64", TestHost.NewKey(), StringComparison.Ordinal).Replace("…", sendGrid.ApiKey, StringComparison.Ordinal))));
        builder.Configuration["Notifications:SendGridBaseAddress"] = sendGrid.BaseAddress.ToString();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        var before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = folder.FullName;
        try
        {
            ReadmeHost.Register(builder);
            await using var app = builder.Build();
            ReadmeHost.Map(app);
            await app.StartAsync();
            using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

            using var answer = await client.PostAsync(new Uri("/welcome/acme?to=jane@example.com", UriKind.Relative), null);

            answer.EnsureSuccessStatusCode();
            Assert.Equal("sendgrid", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("provider").GetString());
            Assert.Equal("no-reply@example.com", Assert.Single(sendGrid.AcceptedMails).Json!.Value.GetProperty("from").GetProperty("email").GetString());
            await ReadmeHost.SetUpAsync(app.Services.GetRequiredService<ITenantProviders>(), new Leadmetrics.Notifications.TenantId("acme"), "secret");
            Assert.NotNull(Assert.Single(await app.Services.GetRequiredService<ITenantProviders>().ListAsync(new Leadmetrics.Notifications.TenantId("acme"))).LastError);
            await app.StopAsync();
        }
        finally
        {
            Environment.CurrentDirectory = before;
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_message_of_the_README_is_a_file_and_JSON()
    {
        var folder = Directory.CreateTempSubdirectory("lmn-readme-");
        var before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = folder.FullName;
        try
        {
            await File.WriteAllTextAsync("invoice.pdf", "%PDF-1.7");

            var json = await ReadmeHost.ComposeAsync();

            var eml = await File.ReadAllTextAsync("order.eml");
            Assert.Contains("It comes on Monday. Follow it <https://example.com/orders/5>", eml, StringComparison.Ordinal);
            Assert.DoesNotContain("archive@", eml, StringComparison.Ordinal);
            Assert.Equal("archive@example.com", JsonSerializer.Deserialize(json, Leadmetrics.Notifications.EmailMessageJson.Default.EmailMessage)!.Bcc.Single().Address);
        }
        finally
        {
            Environment.CurrentDirectory = before;
            folder.Delete(recursive: true);
        }
    }

    private static string[] Compiled()
    {
        var lines = File.ReadLines(Path.Combine(Root(), "tests", "Integration.Tests", "Docs", "ReadmeHost.cs"));
        var inside = false;
        var kept = new List<string>();
        foreach (var line in lines.Select(line => line.Trim()))
        {
            if (line == "// README: end") inside = false;
            if (inside && line.Length > 0) kept.Add(line);
            if (line == "// README: begin") inside = true;
        }

        return [.. kept];
    }

    private static IEnumerable<string> Blocks(string language) => File.ReadAllText(Path.Combine(Root(), "README.md"))
        .Split($"```{language}\n").Skip(1).Select(rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)]);

    private static IEnumerable<string> Lines(string block) => block.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0);

    private static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at!.FullName, "Leadmetrics.Notifications.sln"))) at = at.Parent;
        return at.FullName;
    }
}
