using System.Text.Json.Serialization;

namespace Leadmetrics.Notifications.Providers.Presets;

/// <summary>What is known of a provider's SMTP service from its documentation: enough to fill a form, and to see a mistake in one.</summary>
public sealed record SmtpPreset
{
    internal const string RegionPlace = "{region}";

    /// <summary>Its short name, stable: lower case with hyphens, for example <c>microsoft-365</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Its name for people.</summary>
    public required string Name { get; init; }

    /// <summary>The server's name, with <c>{region}</c> where a region's id belongs.</summary>
    /// <value><see langword="null"/>: it is the customer's own.</value>
    public string? Host { get; init; }

    /// <summary>The regions that have servers of their own; empty where there is one server.</summary>
    public required IReadOnlyList<SmtpPresetRegion> Regions { get; init; }

    /// <summary>The port to begin with.</summary>
    public required int Port { get; init; }

    /// <summary>Whether TLS is spoken at <see cref="Port"/> from the first byte; else by STARTTLS.</summary>
    public required bool Secure { get; init; }

    /// <summary>Further ports that the provider documents.</summary>
    public required IReadOnlyList<SmtpPresetPort> OtherPorts { get; init; }

    /// <summary>By what it knows its customers.</summary>
    public required SmtpPresetAuth Auth { get; init; }

    /// <summary>What the user name looks like.</summary>
    public required SmtpPresetUser UserForm { get; init; }

    /// <summary>The user name of all customers, where there is one.</summary>
    public string? FixedUser { get; init; }

    /// <summary>What a tenant has to know: one to three sentences in English.</summary>
    public required string Note { get; init; }

    /// <summary>How to get a password.</summary>
    public required SmtpPresetHelp PasswordHelp { get; init; }

    /// <summary>The provider's page about its SMTP service.</summary>
    public required Uri Documentation { get; init; }

    /// <summary>Domains of addresses that this provider alone gives out.</summary>
    public required IReadOnlyList<string> Domains { get; init; }

    /// <summary>How much it takes of one account.</summary>
    public required SmtpPresetLimits Limits { get; init; }

    /// <summary>What has to be known of the limits, or why there is no figure: in English.</summary>
    public string? LimitsNote { get; init; }

    /// <summary>Whether it counts the recipients of a message by its envelope, so that more of them may be sent to in several transactions.</summary>
    /// <value><see langword="false"/>: unknown, or it goes by the header, and a copy would go to everybody for each transaction.</value>
    public bool SplitsByEnvelope { get; init; }

    /// <summary>Whether CHUNKING is used where it is advertised.</summary>
    public required bool AllowChunking { get; init; }

    /// <summary>Whether it puts its own Date and Message-ID in the place of a message's, so that DKIM must not sign them.</summary>
    /// <value><see langword="false"/>.</value>
    public bool ReplacesDateAndMessageId { get; init; }

    /// <summary>What the SPF record of a sender's domain includes, for example <c>_spf.google.com</c>.</summary>
    /// <value><see langword="null"/>: the provider asks for none, or a region says it.</value>
    public string? SpfInclude { get; init; }

    /// <summary>Whether mail leaves it under the sender's own domain, so that the SPF record of that domain decides. Others use an envelope domain of their own.</summary>
    /// <value><see langword="false"/>.</value>
    public bool KeepsEnvelopeSender { get; init; }

    /// <summary>Its hosts, those that are taken for its submission server by mistake among them.</summary>
    public required IReadOnlyList<SmtpPresetHost> Hosts { get; init; }

    /// <summary>Who runs it, where several presets are one company's: mail of one is no stranger at another.</summary>
    [JsonInclude]
    internal string? Operator { get; init; }

    /// <summary>The server's name.</summary>
    /// <param name="region">A region's id; nothing else where the preset has regions, and unused where it has none.</param>
    /// <returns>The name; <see langword="null"/> where it is the customer's own, or no such region is known.</returns>
    public string? HostIn(string? region)
    {
        if (Regions.Count == 0) return Host;
        return FindRegion(region) is { } found ? found.Host ?? Host?.Replace(RegionPlace, found.Id, StringComparison.Ordinal) : null;
    }

    /// <summary>What the SPF record of a sender's domain includes.</summary>
    /// <param name="region">A region's id; unused where the preset has none.</param>
    /// <returns>The name; <see langword="null"/> where none is asked for, or it is not known.</returns>
    public string? SpfIncludeIn(string? region) => FindRegion(region)?.SpfInclude ?? SpfInclude;

    /// <summary>What the SPF record of a sender's domain includes, by one of its hosts.</summary>
    /// <param name="host">The host; that of a region tells which.</param>
    /// <returns>The name; <see langword="null"/> where none is asked for, or it is not known.</returns>
    public string? SpfIncludeFor(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return SpfIncludeIn(Regions.FirstOrDefault(region => string.Equals(HostIn(region.Id), host.TrimEnd('.'), StringComparison.OrdinalIgnoreCase))?.Id);
    }

    /// <summary>One of its regions.</summary>
    /// <param name="region">The id, in any case.</param>
    /// <returns>The region; <see langword="null"/> where none has this id.</returns>
    public SmtpPresetRegion? FindRegion(string? region) => Regions.FirstOrDefault(each => each.Id.Equals(region, StringComparison.OrdinalIgnoreCase));

    /// <summary>What a port of it speaks.</summary>
    /// <param name="port">The port.</param>
    /// <returns>The port; <see langword="null"/> where the provider documents no such one.</returns>
    public SmtpPresetPort? FindPort(int port) => port == Port ? new SmtpPresetPort(Port, Secure) : OtherPorts.FirstOrDefault(other => other.Port == port);

    internal bool IsOfOneOperatorWith(SmtpPreset other) => other == this || (Operator is not null && Operator == other.Operator);
}
