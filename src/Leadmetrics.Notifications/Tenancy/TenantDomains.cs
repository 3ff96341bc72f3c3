using Leadmetrics.Notifications.Deliverability;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.SendGrid;
using Leadmetrics.Notifications.Providers.Smtp;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Turns a row's settings into a question about its domain.</summary>
internal sealed class TenantDomains(IProviderStore store, RowSealer sealer, IDomainChecker checker) : ITenantDomains
{
    // The one place that says which include a provider documents. A provider that sends under an envelope domain of its own has none: SPF is checked there, not here.
    private static readonly Dictionary<string, string> Includes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["smtp.gmail.com"] = "_spf.google.com",
        ["smtp-relay.gmail.com"] = "_spf.google.com",
        ["smtp.office365.com"] = "spf.protection.outlook.com",
    };

    /// <summary>Which include the provider of a host documents; <see langword="null"/>: none is known.</summary>
    public Func<string, string?> IncludeOf { get; init; } = host => Includes.GetValueOrDefault(host);

    public async Task<DomainReport> CheckAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default)
    {
        var row = await store.FindAsync(tenant, id, cancellationToken).ConfigureAwait(false) ?? throw new ProviderNotFoundException(id);
        var settings = await sealer.OpenLatestAsync(row, cancellationToken).ConfigureAwait(false);
        return await checker.CheckAsync(QuestionOf(row.Provider, settings), cancellationToken).ConfigureAwait(false);
    }

    private DomainQuestion QuestionOf(string provider, byte[] settings)
    {
        switch (provider)
        {
            case ProviderWords.Smtp:
                return OfSmtp(SmtpConfig.Parse(settings, out _));
            case ProviderWords.SendGrid:
                // SendGrid's envelope domain and selectors are its own, per account: nothing of them stands in the settings.
                return new DomainQuestion(DomainOf(SendGridConfig.Parse(settings, out _).FromAddress));
            default:
                throw new ProviderConfigException("provider", $"is none of {string.Join(", ", ProviderWords.All)}");
        }
    }

    private DomainQuestion OfSmtp(SmtpConfig config)
    {
        var domain = DomainOf(config.FromAddress);
        var question = new DomainQuestion(domain) { EnvelopeDomain = domain, SpfIncludes = IncludeOf(config.Host) is { } include ? [include] : [] };
        return config.Dkim is { } dkim
            ? question with { DkimDomain = dkim.Domain, DkimSelectors = [dkim.Selector], DkimPublicKeys = new Dictionary<string, string> { [dkim.Selector] = dkim.PublicKey() } }
            : question;
    }

    private static string DomainOf(string address) => new EmailAddress(address).ToMailbox("fromAddress").Domain;
}
