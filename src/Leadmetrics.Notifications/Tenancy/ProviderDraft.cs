using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.SendGrid;
using Leadmetrics.Notifications.Providers.Ses;
using Leadmetrics.Notifications.Providers.Smtp;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>A provider that a tenant is to be given.</summary>
public sealed record ProviderDraft
{
    /// <summary><c>smtp</c>, <c>sendgrid</c> or <c>ses</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>The settings as a JSON object in UTF-8, secrets included.</summary>
    public required ReadOnlyMemory<byte> Config { get; init; }

    /// <summary>Lower comes first.</summary>
    /// <value>0.</value>
    public int Priority { get; init; }

    /// <summary>Whether it takes part once verified.</summary>
    /// <value><see langword="true"/>.</value>
    public bool Enabled { get; init; } = true;

    /// <summary>An SMTP account.</summary>
    /// <param name="config">Its settings.</param>
    /// <returns>The draft.</returns>
    public static ProviderDraft From(SmtpConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new ProviderDraft { Provider = ProviderWords.Smtp, Config = config.ToJson() };
    }

    /// <summary>A SendGrid account.</summary>
    /// <param name="config">Its settings.</param>
    /// <returns>The draft.</returns>
    public static ProviderDraft From(SendGridConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new ProviderDraft { Provider = ProviderWords.SendGrid, Config = config.ToJson() };
    }

    /// <summary>An Amazon SES account.</summary>
    /// <param name="config">Its settings.</param>
    /// <returns>The draft.</returns>
    public static ProviderDraft From(SesConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new ProviderDraft { Provider = ProviderWords.Ses, Config = config.ToJson() };
    }
}
