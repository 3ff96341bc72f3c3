using System.Buffers;
using System.Text.Json;
using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Providers.SendGrid.Events;
using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Providers.SendGrid;

/// <summary>The settings of a SendGrid account, as they stand in a tenant's row.</summary>
public sealed record SendGridConfig
{
    internal const int MaxCategories = 10;
    internal const int MaxCategoryLength = 255;
    internal const int MinIpPool = 2;
    internal const int MaxIpPool = 64;

    /// <summary>The API key: <c>apiKey</c>.</summary>
    public required Secret ApiKey { get; init; }

    /// <summary>The sender's address: <c>fromAddress</c>.</summary>
    public required string FromAddress { get; init; }

    /// <summary>The sender's name: <c>fromName</c>.</summary>
    public string? FromName { get; init; }

    /// <summary>The region: <c>region</c>, <c>global</c> or <c>eu</c>.</summary>
    /// <value><see cref="SendGridRegion.Global"/>.</value>
    public SendGridRegion Region { get; init; }

    /// <summary>Whether SendGrid checks mail without sending it: <c>sandbox</c>.</summary>
    /// <value><see langword="false"/>.</value>
    public bool Sandbox { get; init; }

    /// <summary>Categories given to every mail, at most ten with the message's tags: <c>categories</c>.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>The pool of addresses to send from: <c>ipPool</c>, 2 to 64 characters.</summary>
    public string? IpPool { get; init; }

    /// <summary>Whether opened messages are told of, where a message does not say: <c>tracking.opens</c>.</summary>
    /// <value><see langword="null"/>: as the account is set at SendGrid.</value>
    public bool? TrackOpens { get; init; }

    /// <summary>Whether clicked links are told of, where a message does not say: <c>tracking.clicks</c>.</summary>
    /// <value><see langword="null"/>: as the account is set at SendGrid.</value>
    public bool? TrackClicks { get; init; }

    /// <summary>The unsubscribe group of messages that name none: <c>unsubscribeGroup</c>, positive.</summary>
    /// <value><see langword="null"/>: none.</value>
    public int? UnsubscribeGroup { get; init; }

    /// <summary>The public key that SendGrid signs events for: <c>webhookPublicKey</c>. A P-256 key in base64, as SendGrid shows it.</summary>
    public string? WebhookPublicKey { get; init; }

    /// <summary>Domains beside the sender's own that messages may be from: <c>allowedFromDomains</c>.</summary>
    public IReadOnlyList<string> AllowedFromDomains { get; init; } = [];

    /// <summary>How much the account may send: <c>limits</c>.</summary>
    /// <value><see langword="null"/>: as much as it takes.</value>
    public SendingLimits? Limits { get; init; }

    /// <summary>What sends where this account failed and no other one of the tenant is left: <c>fallback</c>, <c>none</c> or <c>platform</c>.</summary>
    /// <value><see cref="ProviderFallback.None"/>.</value>
    public ProviderFallback Fallback { get; init; }

    /// <summary>Reads settings and checks each property by itself.</summary>
    /// <param name="utf8Json">A JSON object.</param>
    /// <param name="warnings">What was read although it looks wrong.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="ProviderConfigException">A property is missing or wrong; it is named.</exception>
    public static SendGridConfig Parse(ReadOnlyMemory<byte> utf8Json, out IReadOnlyList<ProviderWarning> warnings)
    {
        using var document = ConfigReader.ParseJson(utf8Json);
        var json = new ConfigReader(document.RootElement);
        var apiKey = json.RequiredText("apiKey");
        if (SendGridKey.MistakeIn(apiKey) is { } mistake) throw json.Error("apiKey", mistake);
        var sender = Sender.Read(json);
        var limits = SendingLimits.Read(json, out var unknownLimits);
        var tracking = json.Object("tracking");
        var config = new SendGridConfig
        {
            ApiKey = new Secret(apiKey),
            FromAddress = sender.Address.Address,
            FromName = sender.Address.Name,
            AllowedFromDomains = json.Texts("allowedFromDomains"),
            Region = json.Word("region", "global", "eu") == "eu" ? SendGridRegion.Eu : SendGridRegion.Global,
            Sandbox = json.Flag("sandbox") ?? false,
            Categories = json.Texts("categories"),
            IpPool = json.Text("ipPool"),
            TrackOpens = tracking?.Flag("opens"),
            TrackClicks = tracking?.Flag("clicks"),
            UnsubscribeGroup = json.Number("unsubscribeGroup", 1, int.MaxValue),
            WebhookPublicKey = json.Text("webhookPublicKey"),
            Limits = limits,
            Fallback = json.Fallback(),
        };
        if (config.Categories.Count > MaxCategories || config.Categories.Any(category => category.Length > MaxCategoryLength)) throw json.Error("categories", $"holds more than {MaxCategories} or one longer than {MaxCategoryLength} characters");
        if (config.WebhookPublicKey is { } key && !SendGridSignature.IsPublicKey(key)) throw json.Error("webhookPublicKey", "is no public key over P-256 in base64, as SendGrid shows it under Signed Event Webhook");
        if (config.IpPool is { Length: < MinIpPool or > MaxIpPool }) throw json.Error("ipPool", "has not 2 to 64 characters");
        var found = new List<ProviderWarning>();
        if (!SendGridKey.HasUsualForm(apiKey)) found.Add(new ProviderWarning("apiKey", Remedies.SendGridKeyForm));
        found.AddRange(json.Unknown.Concat(unknownLimits).Concat(tracking?.Unknown ?? []).Select(name => new ProviderWarning(name, Remedies.UnknownProperty)));
        warnings = found;
        return config;
    }

    /// <summary>Writes the settings as they are stored, the key in clear: only ever to be sealed.</summary>
    /// <returns>A JSON object in UTF-8.</returns>
    public ReadOnlyMemory<byte> ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("apiKey", ApiKey.Reveal());
        Sender.Write(json, new EmailAddress(FromAddress, FromName), AllowedFromDomains);
        if (Fallback == ProviderFallback.Platform) json.WriteString("fallback", "platform");
        if (Region == SendGridRegion.Eu) json.WriteString("region", "eu");
        if (Sandbox) json.WriteBoolean("sandbox", true);
        if (IpPool is not null) json.WriteString("ipPool", IpPool);
        if (TrackOpens is not null || TrackClicks is not null)
        {
            json.WriteStartObject("tracking");
            if (TrackOpens is { } opens) json.WriteBoolean("opens", opens);
            if (TrackClicks is { } clicks) json.WriteBoolean("clicks", clicks);
            json.WriteEndObject();
        }

        if (UnsubscribeGroup is { } group) json.WriteNumber("unsubscribeGroup", group);
        if (WebhookPublicKey is not null) json.WriteString("webhookPublicKey", WebhookPublicKey);
        if (Categories.Count > 0)
        {
            json.WriteStartArray("categories");
            foreach (var category in Categories) json.WriteStringValue(category);
            json.WriteEndArray();
        }

        Limits?.Write(json);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
