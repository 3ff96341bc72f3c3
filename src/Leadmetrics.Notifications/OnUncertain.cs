namespace Leadmetrics.Notifications;

/// <summary>What is done with a queued mail whose outcome is uncertain.</summary>
public enum OnUncertain
{
    /// <summary>It is sent again through the same provider, under the same Message-ID: a second copy is possible.</summary>
    Resend,

    /// <summary>It waits until a person, a webhook or the API settles it: no second copy is possible.</summary>
    Hold,
}
