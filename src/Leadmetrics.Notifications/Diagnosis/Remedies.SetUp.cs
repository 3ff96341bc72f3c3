namespace Leadmetrics.Notifications.Diagnosis;

// Mistakes that are seen in the settings themselves, before anything is connected.
public static partial class Remedies
{
    /// <summary>The host is a web address.</summary>
    public static Remedy HostIsUrl { get; } = Of("host-is-url");

    /// <summary>The port stands in the host.</summary>
    public static Remedy HostHasPort { get; } = Of("host-has-port");

    /// <summary>There are spaces in the host.</summary>
    public static Remedy HostHasSpaces { get; } = Of("host-has-spaces");

    /// <summary>A user name stands in front of the host.</summary>
    public static Remedy HostHoldsUser { get; } = Of("host-holds-user");

    /// <summary>The host is an e-mail address.</summary>
    public static Remedy HostIsAddress { get; } = Of("host-is-address");

    /// <summary>The host is for reading mail, not for sending it.</summary>
    public static Remedy HostIsInbox { get; } = Of("host-is-inbox");

    /// <summary>The host takes mail for its own mailboxes, from other servers.</summary>
    public static Remedy HostIsMx { get; } = Of("host-is-mx");

    /// <summary>The host is a web site.</summary>
    public static Remedy HostIsWeb { get; } = Of("host-is-web");

    /// <summary>The port is IMAP's or POP's.</summary>
    public static Remedy PortIsInbox { get; } = Of("port-is-inbox");

    /// <summary>The port is HTTP's.</summary>
    public static Remedy PortIsWeb { get; } = Of("port-is-web");

    /// <summary>The port is for mail between servers.</summary>
    public static Remedy PortIsForRelay { get; } = Of("port-is-for-relay");

    /// <summary>The provider documents other ports.</summary>
    public static Remedy PortNotOffered { get; } = Of("port-not-offered");

    /// <summary>The port is none of the usual ones.</summary>
    public static Remedy PortUnusual { get; } = Of("port-unusual");

    /// <summary>The user lacks its domain.</summary>
    public static Remedy UserWantsFullAddress { get; } = Of("user-wants-full-address");

    /// <summary>The user is the same word for all customers of the provider.</summary>
    public static Remedy UserIsFixed { get; } = Of("user-is-fixed");

    /// <summary>There are spaces around the password.</summary>
    public static Remedy PasswordHasSpaces { get; } = Of("password-has-spaces");

    /// <summary>The password does not look like an app password.</summary>
    public static Remedy PasswordIsNoAppPassword { get; } = Of("password-is-no-app-password");

    /// <summary>The password looks like a secret access key of IAM.</summary>
    public static Remedy PasswordIsIamSecret { get; } = Of("password-is-iam-secret");

    /// <summary>The provider takes OAuth2 alone.</summary>
    public static Remedy PasswordNotTaken { get; } = Of("password-not-taken");

    /// <summary>The sender's domain is another provider's.</summary>
    public static Remedy SenderOfAnotherProvider { get; } = Of("sender-of-another-provider");

    /// <summary>The API key does not look like one of SendGrid's.</summary>
    public static Remedy SendGridKeyForm { get; } = Of("sendgrid-key-form");

    /// <summary>A property of the settings that nobody reads.</summary>
    public static Remedy UnknownProperty { get; } = Of("unknown-property");

    /// <summary>The key of a webhook stands where no webhook is.</summary>
    public static Remedy WebhookNotApplied { get; } = Of("webhook-not-applied");

    /// <summary>A DKIM key of less than 2048 bits.</summary>
    public static Remedy DkimKeyShort { get; } = Of("dkim-key-short");

    /// <summary>A DKIM domain that DMARC does not count for the sender.</summary>
    public static Remedy DkimNotAligned { get; } = Of("dkim-not-aligned");
}
