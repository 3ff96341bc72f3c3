namespace Leadmetrics.Notifications.AspNetCore.Unsubscribing;

/// <summary>Links by which a recipient leaves a tenant's list with one click (RFC 8058).</summary>
public sealed class UnsubscribeOptions
{
    /// <summary>The public address of what <c>MapOneClickUnsubscribe</c> maps: absolute, https, at most 200 characters, for example <c>https://app.example.com/unsubscribe</c>.</summary>
    /// <value><see langword="null"/>: no links can be made.</value>
    public Uri? BaseAddress { get; set; }

    /// <summary>Keys that links are sealed under: 32 octets in base64 each. The first one seals; all open, so that a new key in front of the others breaks no link that was sent.</summary>
    /// <value>None: keys derived from the host's <c>Keys</c>, its active ones first. Where keys are kept in a key service (<c>IKeyProvider</c>), one has to be given here.</value>
    public IList<string> Keys { get; } = [];
}
