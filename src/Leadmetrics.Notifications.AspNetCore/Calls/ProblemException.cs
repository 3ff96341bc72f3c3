namespace Leadmetrics.Notifications.AspNetCore.Calls;

/// <summary>A call that ends with a problem.</summary>
internal sealed class ProblemException(ProblemType type, string detail) : Exception(detail)
{
    public ProblemType Type => type;

    public string? Field { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    public Remedy? Remedy { get; init; }

    public SuggestionAnswer? Suggestion { get; init; }

    public FailureAnswer? Failure { get; init; }

    public static ProblemException NotFound(string what) => new(ProblemTypes.NotFound, $"There is no such {what}.");

    public static ProblemException Invalid(string field, string reason) => new(ProblemTypes.InvalidField, $"{field} {reason}.") { Field = field };

    public Problem ToProblem() => new()
    {
        Type = type.Uri,
        Title = type.Title,
        Status = type.Status,
        Detail = Message,
        Field = Field,
        RetryAfterSeconds = RetryAfter?.TotalSeconds,
        Remedy = Remedy,
        Suggestion = Suggestion,
        Failure = Failure,
    };
}
