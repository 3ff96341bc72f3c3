namespace Leadmetrics.Notifications.Providers.Redirecting;

/// <summary>Keeps the mail of a staging or test environment from reaching anybody it is not meant for. Nothing set: mail goes where it is addressed to.</summary>
public sealed class RedirectOptions
{
    /// <summary>Who gets the mail of all recipients outside <see cref="AllowedDomains"/>.</summary>
    /// <value><see langword="null"/>: where <see cref="AllowedDomains"/> is set, nobody gets it, and those recipients are told as suppressed. An empty one stops the host, since a variable that was not set must not let mail out.</value>
    public string? To { get; set; }

    /// <summary>Domains whose recipients get their mail as always; exactly these, not those below them.</summary>
    public IList<string> AllowedDomains { get; } = [];
}
