using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.SendGrid;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Hosting;

/// <summary>Reads the operator's providers when the host starts, so that a wrong one stops it there and not the first mail; what looks wrong is logged.</summary>
internal sealed class ConfiguredProviderCheck(ConfiguredProviders providers, IEnumerable<ConfiguredProvider> configured, SmtpEnvironment environment, ILogger<ConfiguredProviderCheck> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(providers);
        foreach (var provider in configured)
        {
            foreach (var warning in ProviderFactory.Check(provider.Provider, provider.Config, environment))
            {
                Log.ConfiguredProviderWarned(logger, provider.Provider, provider.NameOf(warning.Field), warning.Remedy.Code);
            }

            // Only rows and the platform's account have an address that events could be posted to.
            if (provider.Provider == ProviderWords.SendGrid && SendGridConfig.Parse(provider.Config, out _).WebhookPublicKey is not null)
            {
                Log.ConfiguredProviderWarned(logger, provider.Provider, provider.NameOf("webhookPublicKey"), Remedies.WebhookNotApplied.Code);
            }
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
