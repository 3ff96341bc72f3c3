using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Smtp;

namespace Leadmetrics.Chaos.Sinks;

/// <summary>A tenant's account at a sink.</summary>
internal static class SinkAccount
{
    /// <summary>Adds a row and tests it.</summary>
    /// <returns>Its id.</returns>
    public static Task<Guid> AddAsync(ITenantProviders providers, TenantId tenant, SmtpSink sink, SendingLimits? limits = null)
    {
        var config = new SmtpConfig
        {
            Host = "localhost",
            Port = sink.Port,
            User = "user@acme.test",
            Pass = new Secret("not-a-secret"),
            FromAddress = "hello@acme.test",
            Tls = new SmtpTlsSettings { Mode = SmtpTlsMode.None },
            Limits = limits,
        };
        return AddAsync(providers, tenant, config);
    }

    /// <summary>Adds a row for any server and tests it.</summary>
    /// <returns>Its id.</returns>
    public static async Task<Guid> AddAsync(ITenantProviders providers, TenantId tenant, SmtpConfig config)
    {
        var added = await providers.AddAsync(tenant, ProviderDraft.From(config));
        var tested = await providers.TestAsync(tenant, added.Id);
        return tested.Verified ? added.Id : throw new InvalidOperationException($"{tenant}: {tested.Report.Failure?.Message}");
    }
}
