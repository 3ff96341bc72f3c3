namespace Leadmetrics.Notifications.Diagnosis;

// What Amazon SES's API answers, and what its settings can get wrong.
public static partial class Remedies
{
    /// <summary>Amazon SES does not know the access key.</summary>
    public static Remedy SesAccessKey { get; } = Of("ses-access-key");

    /// <summary>Amazon SES refuses a request by its time.</summary>
    public static Remedy SesClock { get; } = Of("ses-clock");

    /// <summary>The configuration set does not exist.</summary>
    public static Remedy SesConfigurationSet { get; } = Of("ses-configuration-set");

    /// <summary>The custom MAIL FROM domain is not set up.</summary>
    public static Remedy SesMailFrom { get; } = Of("ses-mail-from");

    /// <summary>The access key may not send.</summary>
    public static Remedy SesPermission { get; } = Of("ses-permission");

    /// <summary>The region is not one, or not the one of the key.</summary>
    public static Remedy SesRegion { get; } = Of("ses-region");

    /// <summary>The account is still in the sandbox.</summary>
    public static Remedy SesSandbox { get; } = Of("ses-sandbox");

    /// <summary>The secret access key is wrong.</summary>
    public static Remedy SesSecretKey { get; } = Of("ses-secret-key");

    /// <summary>Sending is paused.</summary>
    public static Remedy SesSendingPaused { get; } = Of("ses-sending-paused");

    /// <summary>A temporary key without a session token, or another one with it.</summary>
    public static Remedy SesSessionToken { get; } = Of("ses-session-token");

    /// <summary>An SMTP password was given for the secret access key.</summary>
    public static Remedy SesSmtpPassword { get; } = Of("ses-smtp-password");

    /// <summary>The access key may send, but not look.</summary>
    public static Remedy SesTestPermission { get; } = Of("ses-test-permission");

    /// <summary>The temporary key has expired.</summary>
    public static Remedy SesTokenExpired { get; } = Of("ses-token-expired");

    /// <summary>Amazon SES does not answer from here.</summary>
    public static Remedy SesUnreachable { get; } = Of("ses-unreachable");
}
