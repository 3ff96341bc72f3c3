using Leadmetrics.Notifications.Providers.Presets;

namespace Leadmetrics.Notifications.Providers.Smtp;

/// <summary>What the engine has to know of a provider's servers before they are asked: limits from their documentation, and what they do badly. Taken from the presets.</summary>
/// <remarks>
/// A recipient limit stands here only where the provider goes by the envelope over SMTP: one that goes by the header would send a copy to everybody for each
/// transaction. Splitting by what a server answers to RCPT needs no such knowledge.
/// </remarks>
internal sealed record SmtpHostTraits
{
    private static readonly SmtpHostTraits Unknown = new();

    private static readonly Dictionary<string, (SmtpHostTraits Submission, SmtpHostTraits Other)> Known = SmtpPresets.All.ToDictionary(preset => preset.Id, Of);

    /// <summary>The most recipients of one transaction; <see langword="null"/>: unknown.</summary>
    public int? MaxRecipients { get; init; }

    /// <summary>How many connections the server takes at once; <see langword="null"/>: unknown.</summary>
    public int? MaxConnections { get; init; }

    /// <summary>Whether CHUNKING is used where it is advertised.</summary>
    public bool AllowChunking { get; init; } = true;

    /// <summary>Whether the server puts its own Date and Message-ID in the place of a message's, so that DKIM must not sign them.</summary>
    public bool ReplacesDateAndMessageId { get; init; }

    /// <summary>Finds what is known of a host.</summary>
    /// <param name="host">Its name in ASCII, in any case, with or without a dot at its end.</param>
    public static SmtpHostTraits Of(string host)
    {
        if (SmtpPresets.FindHost(host) is not { } known) return Unknown;
        var (submission, other) = Known[known.Preset.Id];
        return known.Host.Use == SmtpPresetHostUse.Submission ? submission : other;
    }

    // Limits are of an account, which is known where it authenticates; how the servers behave is the same everywhere.
    private static (SmtpHostTraits Submission, SmtpHostTraits Other) Of(SmtpPreset preset)
    {
        var other = new SmtpHostTraits { AllowChunking = preset.AllowChunking, ReplacesDateAndMessageId = preset.ReplacesDateAndMessageId };
        return (other with { MaxRecipients = preset.SplitsByEnvelope ? preset.Limits.MaxRecipientsPerMessage?.Most : null, MaxConnections = preset.Limits.MaxConnections?.Most }, other);
    }
}
