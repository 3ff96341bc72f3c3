namespace Leadmetrics.Notifications.Providers.OAuth;

/// <summary>Whether an account gets its tokens.</summary>
internal enum TokenCondition
{
    /// <summary>It does, or nobody asks.</summary>
    Sound,

    /// <summary>Its last request failed and the token it has ends within five minutes, or its client is refused.</summary>
    Failing,

    /// <summary>Somebody has to consent again.</summary>
    NeedsReauthorization,
}
