using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Providers.OAuth;

/// <summary>What is known of the tokens of one set of settings. Immutable.</summary>
/// <param name="Fingerprint">Which settings.</param>
/// <param name="UpdatedAt">When it was last written.</param>
internal sealed record TokenEntry(string Fingerprint, DateTimeOffset UpdatedAt)
{
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(5);

    // A client that was shut off by mistake comes back without anybody editing anything here; a withdrawn consent does not.
    private static readonly TimeSpan ClientRefusalStands = TimeSpan.FromMinutes(15);

    public Secret? AccessToken { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The newest refresh token, where the provider gave one in place of the settings'.</summary>
    public Secret? RefreshToken { get; init; }

    /// <summary>What the provider refused for good.</summary>
    public TokenRefusal? Refusal { get; init; }

    /// <summary>Until when one host is asking for a token, and the others wait.</summary>
    public DateTimeOffset? RefreshingUntil { get; init; }

    /// <summary>Whether they are the row's verified settings: their tokens are never dropped for others'.</summary>
    public bool IsServing { get; init; }

    /// <summary>Whether the token can be used.</summary>
    public bool IsValidAt(DateTimeOffset now) => AccessToken is not null && ExpiresAt > now;

    /// <summary>Whether the token is so near its end that another one is fetched in the background.</summary>
    public bool IsDueAt(DateTimeOffset now)
    {
        // Half of its life for one that is short: else it would be due as soon as it comes.
        var half = (ExpiresAt - UpdatedAt) / 2;
        return ExpiresAt - now <= (half < Early ? half : Early);
    }

    /// <summary>The refusal, as long as asking again is of no use.</summary>
    public TokenRefusal? RefusalAt(DateTimeOffset now) =>
        Refusal == TokenRefusal.Client && now - UpdatedAt >= ClientRefusalStands ? null : Refusal;
}
