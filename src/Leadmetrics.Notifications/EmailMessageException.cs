namespace Leadmetrics.Notifications;

/// <summary>A message was refused before any connection was opened.</summary>
public sealed class EmailMessageException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="field">The field by its JSON path, for example <c>to[0].address</c>.</param>
    /// <param name="reason">A phrase that follows the field, for example "has no domain".</param>
    /// <param name="innerException">The cause below, where there was one.</param>
    public EmailMessageException(string field, string reason, Exception? innerException = null)
        : base($"{field}: {reason}", innerException)
    {
        Field = field;
        Reason = reason;
    }

    /// <summary>The field by its JSON path, for example <c>to[0].address</c>.</summary>
    public string Field { get; }

    /// <summary>A phrase that follows the field, for example "has no domain".</summary>
    public string Reason { get; }

    /// <summary>Whether it is refused for its size alone.</summary>
    public bool IsTooLarge { get; init; }
}
