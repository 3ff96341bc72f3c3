using Leadmetrics.Notifications.Providers.OAuth;
using Leadmetrics.Notifications.Providers.Smtp;

namespace Leadmetrics.Notifications.Providers;

/// <summary>A provider made from settings, with what its owner needs to know of it.</summary>
/// <param name="Provider">The handle.</param>
/// <param name="Sender">Whom it sends as.</param>
/// <param name="Fingerprint">Tells settings apart that must not share a connection: where, how and as whom they connect.</param>
/// <param name="Warnings">What looks wrong in the settings.</param>
/// <param name="Transport">The connections to retire with it; <see langword="null"/> where it holds none.</param>
internal sealed record BuiltProvider(IEmailProvider Provider, EmailAddress Sender, string Fingerprint, IReadOnlyList<ProviderWarning> Warnings, SharedTransport? Transport)
{
    /// <summary>Whether the platform's default may send where this provider failed and no other one of the tenant is left.</summary>
    public bool FallsToPlatform { get; init; }

    /// <summary>How much it may send.</summary>
    /// <value><see langword="null"/>: as much as it takes.</value>
    public SendingLimits? Limits { get; init; }

    /// <summary>What is called: a host and its port, <c>sendgrid</c>, or <c>ses:</c> and a region.</summary>
    /// <value><see langword="null"/>: it cannot be told.</value>
    public string? Destination { get; init; }

    /// <summary>The account's name, as limits and breakers have it, where whoever made the provider gave it one.</summary>
    /// <value><see langword="null"/>: its owner names it.</value>
    public string? Account { get; init; }

    /// <summary>Where its connections get their tokens; <see langword="null"/> where they need none.</summary>
    public TokenSource? Tokens { get; init; }

    /// <summary>Ends it; running sends finish first.</summary>
    public Task RetireAsync() => Transport?.RetireAsync() ?? Task.CompletedTask;
}
