using System.Globalization;
using Leadmetrics.Notifications.Diagnosis;

namespace Leadmetrics.Notifications.Deliverability;

/// <summary>What can be found of a domain, each a stable code and one sentence. The sentences stand in <c>DomainRemedies.resx</c> under their codes.</summary>
public static class DomainRemedies
{
    private static readonly RemedyTexts Texts = new("Leadmetrics.Notifications.Deliverability.DomainRemedies");

    /// <summary>The resolver could not get an answer.</summary>
    public static Remedy DnsServerFailed { get; } = Of("dns-server-failed");

    /// <summary>The resolver refused to answer.</summary>
    public static Remedy DnsRefused { get; } = Of("dns-refused");

    /// <summary>The resolver's answer cannot be read.</summary>
    public static Remedy DnsMalformed { get; } = Of("dns-malformed");

    /// <summary>No resolver answered in time.</summary>
    public static Remedy DnsUnreachable { get; } = Of("dns-unreachable");

    /// <summary>Aliases lead in a circle.</summary>
    public static Remedy DnsAliasLoop { get; } = Of("dns-alias-loop");

    /// <summary>The domain does not exist.</summary>
    public static Remedy DomainNotFound { get; } = Of("domain-not-found");

    /// <summary>There is no SPF record.</summary>
    public static Remedy SpfMissing { get; } = Of("spf-missing");

    /// <summary>There are several SPF records.</summary>
    public static Remedy SpfMultiple { get; } = Of("spf-multiple");

    /// <summary>The record's version is wrong.</summary>
    public static Remedy SpfVersion { get; } = Of("spf-version");

    /// <summary>A term is wrong.</summary>
    public static Remedy SpfSyntax { get; } = Of("spf-syntax");

    /// <summary>More than ten lookups.</summary>
    public static Remedy SpfLookups { get; } = Of("spf-too-many-lookups");

    /// <summary>More than two lookups of nothing.</summary>
    public static Remedy SpfVoidLookups { get; } = Of("spf-void-lookups");

    /// <summary>An mx term with more than ten hosts.</summary>
    public static Remedy SpfMxHosts { get; } = Of("spf-mx-hosts");

    /// <summary>An included domain has no SPF record.</summary>
    public static Remedy SpfIncludeMissing { get; } = Of("spf-include-missing");

    /// <summary>An included record is broken.</summary>
    public static Remedy SpfIncludeBroken { get; } = Of("spf-include-broken");

    /// <summary>Includes lead in a circle.</summary>
    public static Remedy SpfLoop { get; } = Of("spf-loop");

    /// <summary>Everybody may send.</summary>
    public static Remedy SpfAllPass { get; } = Of("spf-all-pass");

    /// <summary>Nothing is said of others.</summary>
    public static Remedy SpfAllNeutral { get; } = Of("spf-all-neutral");

    /// <summary>No all and no redirect.</summary>
    public static Remedy SpfNoAll { get; } = Of("spf-no-all");

    /// <summary>The ptr mechanism.</summary>
    public static Remedy SpfPtr { get; } = Of("spf-ptr");

    /// <summary>Terms behind all.</summary>
    public static Remedy SpfAfterAll { get; } = Of("spf-after-all");

    /// <summary>redirect beside all.</summary>
    public static Remedy SpfRedirectIgnored { get; } = Of("spf-redirect-ignored");

    /// <summary>Macros are not evaluated.</summary>
    public static Remedy SpfMacros { get; } = Of("spf-macros");

    /// <summary>The record is long.</summary>
    public static Remedy SpfLong { get; } = Of("spf-long");

    /// <summary>The provider is not included.</summary>
    public static Remedy SpfNotIncluded { get; } = Of("spf-not-included");

    /// <summary>No selector was given.</summary>
    public static Remedy DkimNoSelector { get; } = Of("dkim-no-selector");

    /// <summary>There is no key.</summary>
    public static Remedy DkimMissing { get; } = Of("dkim-missing");

    /// <summary>There are several records.</summary>
    public static Remedy DkimMultiple { get; } = Of("dkim-multiple");

    /// <summary>The record cannot be read.</summary>
    public static Remedy DkimSyntax { get; } = Of("dkim-syntax");

    /// <summary>v= is wrong.</summary>
    public static Remedy DkimVersion { get; } = Of("dkim-version");

    /// <summary>The key was withdrawn.</summary>
    public static Remedy DkimRevoked { get; } = Of("dkim-revoked");

    /// <summary>p= is not base64.</summary>
    public static Remedy DkimNotBase64 { get; } = Of("dkim-not-base64");

    /// <summary>p= holds no key.</summary>
    public static Remedy DkimNotAKey { get; } = Of("dkim-not-a-key");

    /// <summary>An RSA key below 1024 bits.</summary>
    public static Remedy DkimKeyUnusable { get; } = Of("dkim-key-unusable");

    /// <summary>An RSA key below 2048 bits.</summary>
    public static Remedy DkimKeyWeak { get; } = Of("dkim-key-weak");

    /// <summary>k= is unknown.</summary>
    public static Remedy DkimKeyKind { get; } = Of("dkim-key-kind");

    /// <summary>An Ed25519 key.</summary>
    public static Remedy DkimEd25519 { get; } = Of("dkim-ed25519");

    /// <summary>t=y.</summary>
    public static Remedy DkimTesting { get; } = Of("dkim-testing");

    /// <summary>t=s.</summary>
    public static Remedy DkimStrictIdentity { get; } = Of("dkim-strict-identity");

    /// <summary>h= leaves sha256 out.</summary>
    public static Remedy DkimHash { get; } = Of("dkim-hash");

    /// <summary>s= leaves e-mail out.</summary>
    public static Remedy DkimService { get; } = Of("dkim-service");

    /// <summary>Another key than messages are signed with.</summary>
    public static Remedy DkimKeyMismatch { get; } = Of("dkim-key-mismatch");

    /// <summary>There is no DMARC record.</summary>
    public static Remedy DmarcMissing { get; } = Of("dmarc-missing");

    /// <summary>There are several DMARC records.</summary>
    public static Remedy DmarcMultiple { get; } = Of("dmarc-multiple");

    /// <summary>The record is wrong.</summary>
    public static Remedy DmarcSyntax { get; } = Of("dmarc-syntax");

    /// <summary>Nothing is asked of receivers.</summary>
    public static Remedy DmarcPolicyNone { get; } = Of("dmarc-policy-none");

    /// <summary>Only a part of the mail.</summary>
    public static Remedy DmarcPercent { get; } = Of("dmarc-percent");

    /// <summary>t=y.</summary>
    public static Remedy DmarcTesting { get; } = Of("dmarc-testing");

    /// <summary>No reports are asked for.</summary>
    public static Remedy DmarcNoReports { get; } = Of("dmarc-no-reports");

    /// <summary>The signing domain does not belong to From.</summary>
    public static Remedy DmarcDkimNotAligned { get; } = Of("dmarc-dkim-not-aligned");

    /// <summary>The envelope's domain does not belong to From.</summary>
    public static Remedy DmarcSpfNotAligned { get; } = Of("dmarc-spf-not-aligned");

    /// <summary>Neither DKIM nor SPF belongs to From.</summary>
    public static Remedy DmarcNotAligned { get; } = Of("dmarc-not-aligned");

    /// <summary>Only some receivers count a domain above or below for From.</summary>
    public static Remedy DmarcAlignmentDepends { get; } = Of("dmarc-alignment-depends");

    /// <summary>Sub-domains are protected less.</summary>
    public static Remedy DmarcSubdomainsWeaker { get; } = Of("dmarc-subdomains-weaker");

    /// <summary>Nobody receives mail.</summary>
    public static Remedy MxMissing { get; } = Of("mx-missing");

    /// <summary>No MX record.</summary>
    public static Remedy MxFallback { get; } = Of("mx-fallback");

    /// <summary>The domain takes no mail.</summary>
    public static Remedy MxNull { get; } = Of("mx-null");

    /// <summary>A null MX beside others.</summary>
    public static Remedy MxNullBeside { get; } = Of("mx-null-beside");

    /// <summary>An MX record holds an address.</summary>
    public static Remedy MxAddress { get; } = Of("mx-address");

    /// <summary>An MX record names an alias.</summary>
    public static Remedy MxAlias { get; } = Of("mx-alias");

    /// <summary>An MX host has no address.</summary>
    public static Remedy MxHostMissing { get; } = Of("mx-host-missing");

    /// <summary>No MX host has an address.</summary>
    public static Remedy MxNoHost { get; } = Of("mx-no-host");

    /// <summary>A remedy's sentence in a language, where a satellite assembly of this one holds it.</summary>
    /// <param name="code">The remedy's code.</param>
    /// <param name="culture">The language.</param>
    /// <returns>The sentence; in English where there is no translation; <see langword="null"/> where no remedy has this code.</returns>
    public static string? SentenceOf(string code, CultureInfo culture) => Texts.Find(code, culture);

    private static Remedy Of(string code) => Texts.Of(code);
}
