namespace Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

/// <summary>One host for all tests that need none of their own: each has tenants of its own there.</summary>
public sealed class SharedHost(IStorePlace place) : IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1);
    private ApiHost? _host;

    public IStorePlace Place => place;

    internal async Task<ApiHost> GetAsync()
    {
        await _starting.WaitAsync();
        try
        {
            return _host ??= new ApiHost(new Dictionary<string, string>(await place.NewStoreAsync())
            {
                // Tests test more than people do.
                ["Notifications:Api:TestsPerHost"] = "10000",
                ["Notifications:Api:TestsPerTenant"] = "1000",
                ["Notifications:Api:WatchInterval"] = "00:00:00.100",
                ["Notifications:Api:Unsubscribe:BaseAddress"] = "https://app.example.com/unsubscribe",
                ["Notifications:Queue:PollInterval"] = "00:00:00.200",
            });
        }
        finally
        {
            _starting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        _starting.Dispose();
    }
}
