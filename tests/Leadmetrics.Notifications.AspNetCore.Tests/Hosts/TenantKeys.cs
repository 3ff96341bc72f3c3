using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

/// <summary>The API keys of the tenants that a test host knows, made as tests ask for them. A reader sees the old keys or the new ones, never half of them.</summary>
internal sealed class TenantKeys : ConfigurationProvider, IConfigurationSource
{
    private readonly Lock _lock = new();

    /// <summary>A key for a tenant that may be new.</summary>
    public string NewKey(string tenant)
    {
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        lock (_lock) Data = new Dictionary<string, string?>(Data, StringComparer.OrdinalIgnoreCase) { [$"Tenants:{tenant}:ApiKey"] = key };
        return key;
    }

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;
}
