using Leadmetrics.Notifications.Deliverability;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.Presets;
using Leadmetrics.Notifications.Providers.Smtp;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Turns a row's settings into a question about its domain.</summary>
internal sealed class TenantDomains(IProviderStore store, RowSealer sealer, IDomainChecker checker) : ITenantDomains
{
    public async Task<DomainReport> CheckAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default)
    {
        var row = await store.FindAsync(tenant, id, cancellationToken).ConfigureAwait(false) ?? throw new ProviderNotFoundException(id);
        var settings = await sealer.OpenLatestAsync(row, cancellationToken).ConfigureAwait(false);
        return await checker.CheckAsync(QuestionOf(row.Provider, settings), cancellationToken).ConfigureAwait(false);
    }

    // A service over HTTP has envelope domain and selectors of its own, per account: nothing of them stands in the settings. SendGrid's defaults, s1 and s2, are not guessed:
    // an account may have chosen others, or sign for a domain above that of From, and what is guessed and missing would be told as a failure.
    private static DomainQuestion QuestionOf(string provider, byte[] settings) => provider switch
    {
        ProviderWords.Smtp => OfSmtp(SmtpConfig.Parse(settings, out _)),
        _ when ProviderWords.All.Contains(provider) => new DomainQuestion(DomainOf(SenderOf(settings))),
        _ => throw new ProviderConfigException("provider", $"is none of {string.Join(", ", ProviderWords.All)}"),
    };

    private static string SenderOf(byte[] settings)
    {
        using var document = ConfigReader.ParseJson(settings);
        return Sender.Read(new ConfigReader(document.RootElement)).Address.Address;
    }

    private static DomainQuestion OfSmtp(SmtpConfig config)
    {
        var domain = DomainOf(config.FromAddress);
        var preset = SmtpPresets.ForHost(config.Host);
        var question = new DomainQuestion(domain)
        {
            EnvelopeDomain = preset is { KeepsEnvelopeSender: false } ? null : config.Bounces is { } bounces ? DomainOf(bounces.Address) : domain,

            // Where mail leaves under an envelope domain of the provider's own, a missing include fails nothing.
            SpfIncludes = preset is { KeepsEnvelopeSender: true } && preset.SpfIncludeFor(config.Host) is { } include ? [include] : [],
        };
        return config.Dkim is { } dkim
            ? question with { DkimDomain = dkim.Domain, DkimSelectors = [dkim.Selector], DkimPublicKeys = new Dictionary<string, string> { [dkim.Selector] = dkim.PublicKey() } }
            : question;
    }

    private static string DomainOf(string address) => new EmailAddress(address).ToMailbox("fromAddress").Domain;
}
