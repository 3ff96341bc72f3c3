namespace Leadmetrics.Notifications.Providers.Presets;

/// <summary>What a provider's user name looks like.</summary>
public enum SmtpPresetUser
{
    /// <summary>The whole address of the mailbox.</summary>
    FullAddress,

    /// <summary>One word for all customers: <see cref="SmtpPreset.FixedUser"/>.</summary>
    Fixed,

    /// <summary>An access key's id.</summary>
    AccessKeyId,

    /// <summary>A token, the same as the password.</summary>
    ServerToken,

    /// <summary>A login that the provider shows beside the password.</summary>
    Login,

    /// <summary>None: it stays empty.</summary>
    None,
}
