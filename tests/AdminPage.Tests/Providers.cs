using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Leadmetrics.AdminPage;

/// <summary>Sets up the tenant's provider as a program does.</summary>
internal static class Providers
{
    public static async Task AddVerifiedAsync(PageHost host)
    {
        using var client = host.CreateProgram();
        var cancelled = TestContext.Current.CancellationToken;
        var body = new { provider = "smtp", config = new { host = "localhost", port = host.Catcher.Port, secure = false, fromAddress = "app@example.com" } };
        using var added = await client.PostAsJsonAsync("/api/providers", body, cancelled);
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        using var tested = await client.PostAsync($"{added.Headers.Location}/test", null, cancelled);
        Assert.True((bool)(await tested.Content.ReadFromJsonAsync<JsonObject>(cancelled))!["verified"]!);
    }
}
