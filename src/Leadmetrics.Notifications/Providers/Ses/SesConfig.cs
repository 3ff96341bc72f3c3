using System.Buffers;
using System.Text.Json;
using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Providers.Ses;

/// <summary>The settings of an Amazon SES account, as they stand in a tenant's row.</summary>
public sealed record SesConfig
{
    /// <summary>The access key's id: <c>accessKeyId</c>, 16 to 128 letters and digits.</summary>
    public required string AccessKeyId { get; init; }

    /// <summary>The secret access key of IAM: <c>secretAccessKey</c>. Not the SMTP password, which is derived from it.</summary>
    public required Secret SecretAccessKey { get; init; }

    /// <summary>The token of a temporary key: <c>sessionToken</c>.</summary>
    /// <value><see langword="null"/>: the key is a permanent one.</value>
    public Secret? SessionToken { get; init; }

    /// <summary>The region: <c>region</c>, for example <c>eu-west-1</c>. It fixes the API's address.</summary>
    public required string Region { get; init; }

    /// <summary>The sender's address: <c>fromAddress</c>.</summary>
    public required string FromAddress { get; init; }

    /// <summary>The sender's name: <c>fromName</c>.</summary>
    public string? FromName { get; init; }

    /// <summary>Domains beside the sender's own that messages may be from: <c>allowedFromDomains</c>.</summary>
    public IReadOnlyList<string> AllowedFromDomains { get; init; } = [];

    /// <summary>The configuration set that every mail goes by: <c>configurationSet</c>, at most 64 letters, digits, dashes and underscores.</summary>
    /// <value><see langword="null"/>: the identity's own, where it has one.</value>
    public string? ConfigurationSet { get; init; }

    /// <summary>How much the account may send: <c>limits</c>.</summary>
    /// <value><see langword="null"/>: as much as it takes.</value>
    public SendingLimits? Limits { get; init; }

    /// <summary>What sends where this account failed and no other one of the tenant is left: <c>fallback</c>, <c>none</c> or <c>platform</c>.</summary>
    /// <value><see cref="ProviderFallback.None"/>.</value>
    public ProviderFallback Fallback { get; init; }

    internal AwsCredentials Credentials => new(AccessKeyId, SecretAccessKey, SessionToken);

    /// <summary>Reads settings and checks each property by itself.</summary>
    /// <param name="utf8Json">A JSON object.</param>
    /// <param name="warnings">What was read although it looks wrong.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="ProviderConfigException">A property is missing or wrong; it is named.</exception>
    public static SesConfig Parse(ReadOnlyMemory<byte> utf8Json, out IReadOnlyList<ProviderWarning> warnings)
    {
        using var document = ConfigReader.ParseJson(utf8Json);
        var json = new ConfigReader(document.RootElement);
        var sender = Sender.Read(json);
        var config = new SesConfig
        {
            AccessKeyId = SesConfigCheck.AccessKeyId(json),
            SecretAccessKey = SesConfigCheck.SecretAccessKey(json),
            SessionToken = SesConfigCheck.SessionToken(json),
            Region = SesConfigCheck.Region(json),
            FromAddress = sender.Address.Address,
            FromName = sender.Address.Name,
            AllowedFromDomains = json.Texts("allowedFromDomains"),
            ConfigurationSet = SesConfigCheck.ConfigurationSet(json),
            Limits = SendingLimits.Read(json, out var unknownLimits),
            Fallback = json.Fallback(),
        };
        warnings = [.. SesConfigCheck.Warnings(config), .. json.Unknown.Concat(unknownLimits).Select(name => new ProviderWarning(name, Diagnosis.Remedies.UnknownProperty))];
        return config;
    }

    /// <summary>Writes the settings as they are stored, the secrets in clear: only ever to be sealed.</summary>
    /// <returns>A JSON object in UTF-8.</returns>
    public ReadOnlyMemory<byte> ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("accessKeyId", AccessKeyId);
        json.WriteString("secretAccessKey", SecretAccessKey.Reveal());
        if (SessionToken is not null) json.WriteString("sessionToken", SessionToken.Reveal());
        json.WriteString("region", Region);
        Sender.Write(json, new EmailAddress(FromAddress, FromName), AllowedFromDomains);
        if (ConfigurationSet is not null) json.WriteString("configurationSet", ConfigurationSet);
        if (Fallback == ProviderFallback.Platform) json.WriteString("fallback", "platform");
        Limits?.Write(json);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
