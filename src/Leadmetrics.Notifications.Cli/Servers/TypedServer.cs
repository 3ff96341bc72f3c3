using System.Text;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Arguments;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Hosting;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Leadmetrics.Notifications.Cli.Servers;

/// <summary>An SMTP server that was named on the command line, behind the same provider, policy and engine as a tenant's.</summary>
/// <remarks>It is the only row of a tenant that lives as long as the verb, sealed under a key that nobody keeps.</remarks>
internal sealed class TypedServer : IAsyncDisposable
{
    private const string Blocked = "may not be called from here";
    private static readonly TenantId Tenant = new("lmn");
    private readonly ServiceProvider _host;

    private TypedServer(ServiceProvider host, RouteCandidate candidate, IReadOnlyList<ProviderWarning> warnings)
    {
        Warnings = warnings;
        _host = host;
        Provider = candidate.Provider;
        Sender = candidate.Sender;
    }

    public IEmailProvider Provider { get; }

    /// <summary>What looks wrong in what was typed.</summary>
    public IReadOnlyList<ProviderWarning> Warnings { get; }

    public EmailAddress Sender { get; }

    /// <summary>Registers the server; opens no connection.</summary>
    /// <exception cref="ProviderConfigException">An option is wrong, or not permitted.</exception>
    public static async Task<TypedServer> OpenAsync(ServerChoice choice, EmailAddress from, CancellationToken cancellationToken)
    {
        var config = choice.Config.DeepClone().AsObject();
        config["fromAddress"] = from.Address;
        config["fromName"] = from.Name;
        return await OpenAsync(choice, config, cancellationToken);
    }

    /// <summary>The domain of the sender, for Message-IDs.</summary>
    public string SenderDomain => Sender.ToMailbox("from").Domain;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static async Task<TypedServer> OpenAsync(ServerChoice choice, JsonObject config, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddLeadmetricsNotifications(options => Permit(options, choice));
        services.AddSingleton<IProviderStore, TypedServerStore>();
        var host = services.BuildServiceProvider();
        try
        {
            var draft = new ProviderDraft { Provider = ProviderWords.Smtp, Config = Encoding.UTF8.GetBytes(config.ToJsonString()) };
            var added = await host.GetRequiredService<ITenantProviders>().AddAsync(Tenant, draft, cancellationToken);
            var route = await host.GetRequiredService<IEmailProviderResolver>().ResolveAsync(Tenant, cancellationToken);
            return new TypedServer(host, route.Primary, added.Warnings);
        }
        catch (Exception failed)
        {
            await host.DisposeAsync();
            if (failed is ProviderConfigException { Field: "host" or "port" } refused && refused.Reason.StartsWith(Blocked, StringComparison.Ordinal))
            {
                throw Refusal.Configuration("--host", $"{refused.Reason}; --allow-private permits it.");
            }

            if (failed is OptionsValidationException options) throw Name(options);
            throw;
        }
    }

    // Here the options that hold hosts were filled from --host, and the one that holds a file from --ca.
    private static Refusal Name(OptionsValidationException options) =>
        options.Failures.Any(failure => failure.Contains("Egress:", StringComparison.Ordinal))
            ? Refusal.Configuration("--host", "is not a host name.")
            : Refusal.Configuration("--ca", $"cannot be used: {string.Join(' ', options.Failures.Select(FieldNames.WithoutOption))}");

    // Who types host and port has chosen the port; addresses that are not public need a word more.
    private static void Permit(NotificationsOptions options, ServerChoice choice)
    {
        options.Keys.Add(new KeyOptions { Key = KeyGenerator.NewKey() });
        options.TrustedRootsFile = choice.Authorities;
        options.Egress.AllowedPorts.Add(choice.Port);
        if (choice.AllowsPrivate) options.Egress.AllowedHosts.Add(choice.Host);
        if (choice.AllowsClearText) options.Egress.ClearTextHosts.Add(choice.Host);
        if (choice.AllowsAnyCertificate) options.Egress.AnyCertificateHosts.Add(choice.Host);
    }
}
