using System.Globalization;
using System.Security.Cryptography;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Testing;

namespace NotificationsHost;

/// <summary>All that the host needs to be tried: two tenants with keys, a database in a folder of its own, an SMTP server that catches what it is sent.</summary>
internal sealed class Demo : IAsyncDisposable
{
    private static readonly string[] Tenants = ["acme", "globex"];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("notifications-");
    private readonly Dictionary<string, string> _keys = Tenants.ToDictionary(tenant => tenant, _ => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
    private readonly SmtpCatcher _catcher;

    private Demo(SmtpCatcher catcher) => _catcher = catcher;

    public static async Task<Demo> StartAsync(WebApplicationBuilder builder)
    {
        var demo = new Demo(await SmtpCatcher.StartAsync());
        var settings = demo._keys.ToDictionary(key => $"Tenants:{key.Key}:ApiKey", key => (string?)key.Value);
        settings["ConnectionStrings:Sqlite"] = Path.Combine(demo._folder.FullName, "notifications.db");
        settings["Notifications:Keys:0:Key"] = KeyGenerator.NewKey();
        settings["Notifications:Egress:AllowLoopback"] = "true";
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        return demo;
    }

    /// <summary>Tells where everything is.</summary>
    public void Say(IEnumerable<string> urls)
    {
        var url = urls.First();
        Console.WriteLine();
        foreach (var (tenant, key) in _keys) Console.WriteLine($"{tenant}: open {url}/notifications/ and log in with {key}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"An SMTP server to set up there: host localhost, port {_catcher.Port}, no TLS, no user. It keeps what it is sent, and delivers nothing."));
        Console.WriteLine($"OpenAPI: {url}/openapi/v1.json   health: {url}/health   Ctrl+C ends it, and everything with it.");
    }

    public async ValueTask DisposeAsync()
    {
        await _catcher.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
