namespace Leadmetrics.Notifications.Providers;

/// <summary>The words that name the kinds of provider.</summary>
public static class ProviderWords
{
    /// <summary>A tenant's own SMTP server.</summary>
    public const string Smtp = "smtp";

    /// <summary>SendGrid's v3 API.</summary>
    public const string SendGrid = "sendgrid";

    /// <summary>Amazon SES's v2 API.</summary>
    public const string Ses = "ses";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Smtp, SendGrid, Ses];
}
