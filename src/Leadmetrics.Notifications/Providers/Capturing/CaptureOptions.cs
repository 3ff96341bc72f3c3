namespace Leadmetrics.Notifications.Providers.Capturing;

/// <summary>Delivers all mail of a developer's or staging environment to a catcher, whatever provider it would go through.</summary>
public sealed class CaptureOptions
{
    /// <summary>The catcher, as <c>smtp://host</c> or <c>smtp://host:port</c>: spoken to in clear text and without authentication.</summary>
    /// <value><see langword="null"/>: nothing is captured. The port is 1025 where none is given. An empty text stops the host, since a variable that was not set must not let mail out.</value>
    public string? To { get; set; }
}
