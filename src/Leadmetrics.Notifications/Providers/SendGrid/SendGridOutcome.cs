namespace Leadmetrics.Notifications.Providers.SendGrid;

/// <summary>What came of one request.</summary>
internal sealed record SendGridOutcome
{
    /// <summary>Why nothing was taken, or nobody knows; <see langword="null"/>: it was.</summary>
    public EmailFailure? Failure { get; init; }

    /// <summary>What broke, where something did.</summary>
    public Exception? Cause { get; init; }

    /// <summary>What was answered, where something was.</summary>
    public ServerResponse? Response { get; init; }

    /// <summary>SendGrid's own id of what it took.</summary>
    public string? ProviderMessageId { get; init; }

    /// <summary>The errors of a 400.</summary>
    public IReadOnlyList<SendGridError> Errors { get; init; } = [];

    /// <summary>The text of a success, where it was asked for.</summary>
    public string Text { get; init; } = "";
}
