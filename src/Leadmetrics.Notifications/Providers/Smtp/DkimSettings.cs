using System.Text.Json;
using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Mime.Dkim;
using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Providers.Smtp;

/// <summary>The <c>dkim</c> object of SMTP settings: messages are signed with rsa-sha256 (RFC 6376) before they leave.</summary>
public sealed record DkimSettings
{
    private const int AdvisedBits = 2048;
    private const int MaxLabel = 63;
    private const int MaxName = 253;


    /// <summary>The domain that signs, the sender's own as a rule: <c>dkim.domain</c>. Read from JSON it is in ASCII (IDNA).</summary>
    public required string Domain { get; init; }

    /// <summary>Under which name the public key stands in DNS, at <c>selector._domainkey.domain</c>: <c>dkim.selector</c>.</summary>
    public required string Selector { get; init; }

    /// <summary>An RSA key of 1024 to 4096 bits without passphrase, PKCS#8 or PKCS#1, as PEM or as base64 alone: <c>dkim.privateKey</c>.</summary>
    public required Secret PrivateKey { get; init; }

    /// <summary>Reads and checks the object.</summary>
    /// <returns><see langword="null"/>: there is none, or a form left all of it empty.</returns>
    /// <exception cref="ProviderConfigException">A property is missing or wrong; it is named.</exception>
    internal static DkimSettings? Read(ConfigReader json, EmailAddress sender, out IReadOnlyList<ProviderWarning> warnings, out IEnumerable<string> unknown)
    {
        (warnings, unknown) = ([], []);
        if (json.Object("dkim") is not { } dkim) return null;
        var (domain, selector, secret) = (dkim.Text("domain"), dkim.Text("selector"), dkim.SecretText("privateKey"));
        unknown = dkim.Unknown.ToArray();
        if (string.IsNullOrEmpty(domain) && string.IsNullOrEmpty(selector) && secret is null or { IsEmpty: true }) return null;
        if (!HostName.TryParse(domain, out var host, out var error)) throw dkim.Error("domain", error!);
        if (host.Literal is not null) throw dkim.Error("domain", "is an address, not a domain");
        dkim.RequiredText("selector");
        if (!IsSelector(selector!)) throw dkim.Error("selector", "is not made of letters, digits and hyphens, in labels with dots between");
        if ($"{selector}._domainkey.{host.Ascii}".Length > MaxName) throw dkim.Error("selector", "is too long: with the domain it makes a name of more than 253 characters");
        if (secret is null or { IsEmpty: true }) throw dkim.Error("privateKey", "is missing");
        if (!DkimKey.TryRead(secret.Reveal(), out var key, out error)) throw dkim.Error("privateKey", error);
        var found = new List<ProviderWarning>();
        if (key.Bits < AdvisedBits) found.Add(new ProviderWarning("dkim.privateKey", Remedies.DkimKeyShort));
        if (!MayAlign(sender.ToMailbox("fromAddress").Domain, host.Ascii)) found.Add(new ProviderWarning("dkim.domain", Remedies.DkimNotAligned));
        warnings = found;
        return new DkimSettings { Domain = host.Ascii, Selector = selector!, PrivateKey = secret };
    }

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("dkim");
        json.WriteString("domain", Domain);
        json.WriteString("selector", Selector);
        json.WriteString("privateKey", PrivateKey.Reveal());
        json.WriteEndObject();
    }

    /// <summary>The public part of the key, as it stands behind <c>p=</c> in DNS.</summary>
    /// <exception cref="ProviderConfigException">The key cannot be read.</exception>
    internal string PublicKey() => DkimKey.TryRead(PrivateKey.Reveal(), out var key, out var error) ? key.PublicPart() : throw new ProviderConfigException("dkim.privateKey", error);

    /// <summary>The signer of settings that were read.</summary>
    /// <exception cref="ProviderConfigException">The key cannot be read.</exception>
    internal DkimSigner CreateSigner(SmtpHostTraits traits) => DkimKey.TryRead(PrivateKey.Reveal(), out var key, out var error)
        ? new DkimSigner(Domain, Selector, key, traits.ReplacesDateAndMessageId)
        : throw new ProviderConfigException("dkim.privateKey", error);

    // Each label is a sub-domain (RFC 6376 section 3.1, RFC 5321 section 4.1.2).
    private static bool IsSelector(string selector) =>
        Array.TrueForAll(selector.Split('.'), label => label.Length is > 0 and <= MaxLabel && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'));

    // DMARC's relaxed alignment wants one organisational domain (RFC 7489 section 3.1.1), which only a list of public suffixes knows: what cannot be one is warned about.
    private static bool MayAlign(string sender, string signing) => IsAtOrBelow(sender, signing) || IsAtOrBelow(signing, sender);

    private static bool IsAtOrBelow(string domain, string parent) =>
        domain.EndsWith(parent, StringComparison.OrdinalIgnoreCase) && (domain.Length == parent.Length || domain[^(parent.Length + 1)] == '.');
}
