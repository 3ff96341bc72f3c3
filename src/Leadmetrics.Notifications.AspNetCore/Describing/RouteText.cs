namespace Leadmetrics.Notifications.AspNetCore.Describing;

/// <summary>What an OpenAPI document says of a route beside its types.</summary>
/// <param name="Id">The operation's id.</param>
/// <param name="Summary">One sentence.</param>
internal sealed record RouteText(string Id, string Summary)
{
    /// <summary>The type of the body; <see langword="null"/>: there is none.</summary>
    public Type? Body { get; init; }

    public bool BodyIsOptional { get; init; }

    /// <summary>A body as somebody would send it.</summary>
    public string? BodyExample { get; init; }

    /// <summary>An answer as somebody would get it.</summary>
    public string? AnswerExample { get; init; }

    /// <summary>What may stand behind the question mark, by name.</summary>
    public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>();

    /// <summary>What may stand in the header, by name.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}
