using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;
using Leadmetrics.Notifications.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.AspNetCore.Tests;

/// <summary>What every scenario stands on: a host, two tenants that are strangers to each other, and a server that takes mail.</summary>
/// <param name="shared">The host that tests share.</param>
public abstract class ApiScenario(SharedHost shared) : IAsyncLifetime
{
    private readonly List<ApiHost> _own = [];

    internal static CancellationToken Ended => TestContext.Current.CancellationToken;

    internal ApiHost Api { get; private set; } = null!;

    internal IStorePlace Place => shared.Place;

    internal Caller Acme { get; private set; } = null!;

    internal Caller Globex { get; private set; } = null!;

    internal SmtpCatcher Catcher { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        Api = await shared.GetAsync();
        (Acme, Globex) = (Api.NewTenant("acme"), Api.NewTenant("globex"));
        Catcher = await SmtpCatcher.StartAsync(options => options.AcceptAnyCredentials = true, Ended);
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var host in _own) await host.DisposeAsync();
        await Catcher.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A host of the test's own, for settings that the others do not have.</summary>
    internal async Task<ApiHost> StartAsync(IReadOnlyDictionary<string, string>? settings = null, Action<IServiceCollection>? services = null)
    {
        var all = new Dictionary<string, string>(await Place.NewStoreAsync());
        foreach (var (name, value) in settings ?? new Dictionary<string, string>()) all[name] = value;
        var host = new ApiHost(all, services);
        _own.Add(host);
        return host;
    }

    internal string Settings(string more = "", int? port = null) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"host":"127.0.0.1","port":{{port ?? Catcher.Port}},"secure":false,"fromAddress":"hello@acme.test","fromName":"Acme"{{more}}}""");

    internal static Task<Answer> AddAsync(Caller caller, string config, string provider = "smtp", int priority = 0) =>
        caller.PostAsync("/api/providers", string.Create(CultureInfo.InvariantCulture, $$"""{"provider":"{{provider}}","config":{{config}},"priority":{{priority}}}"""));

    /// <summary>A provider that can send.</summary>
    internal async Task<string> AddVerifiedAsync(Caller caller, string? config = null, int priority = 0)
    {
        var id = Id(await AddAsync(caller, config ?? Settings(), priority: priority));
        var tested = (await caller.PostAsync($"/api/providers/{id}/test")).Is(HttpStatusCode.OK);
        Assert.True(tested["verified"].GetBoolean(), tested.Text);
        return id;
    }

    internal static string Message(string subject = "Hello", string to = "jane@customer.test") => $$"""{"to":[{"address":"{{to}}"}],"subject":"{{subject}}","text":"Good morning."}""";

    /// <summary>Queues a mail and says under which id.</summary>
    internal static async Task<string> QueueAsync(Caller caller, string? message = null, string more = "") =>
        Id((await caller.PostAsync("/api/email/queue", $$"""{"message":{{message ?? Message()}}{{more}}}""")).Is(HttpStatusCode.Accepted));

    internal static string Id(Answer answer) => answer["id"].GetString()!;

    /// <summary>Asks for a mail until it stands so.</summary>
    internal static async Task<Answer> ComesToAsync(Caller caller, string id, string state)
    {
        Answer? mail = null;
        await UntilAsync(async () => (mail = await caller.GetAsync($"/api/email/messages/{id}"))["state"].GetString() == state);
        return mail!;
    }

    internal static async Task<JsonElement> StatusAsync(Caller caller) => (await caller.GetAsync("/api/email/status")).Is(HttpStatusCode.OK).Json;

    /// <summary>Asks again until it holds, or the test's time is over.</summary>
    internal static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Ended);
        late.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await condition()) await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System, late.Token);
    }

    internal static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
