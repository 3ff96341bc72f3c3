using System.Text.Json;

namespace Leadmetrics.Notifications.AspNetCore.Calls;

/// <summary>What the JSON reader says, in words that name the field and no type of ours.</summary>
internal static class JsonProblems
{
    private const string Unknown = "could not be mapped";
    private const string Twice = "Duplicate property";

    // The words of the library's own converter, which names what an attachment has and lacks.
    private const string Attachment = "attachment";
    private const string OfTypes = "could not be converted";

    // What was typed is said again, not all of it.
    private const int MaxField = 200;

    /// <param name="wrong">What it threw.</param>
    /// <param name="place">Where in the body it was reading; empty: from its beginning.</param>
    public static ProblemException Of(JsonException wrong, string place)
    {
        // Where the octets are no JSON, no converter and no property is to blame.
        if (wrong.InnerException is JsonException syntax && IsSyntax(syntax)) return new ProblemException(ProblemTypes.MalformedJson, $"The body is no JSON: line {(wrong.LineNumber ?? 0) + 1}, octet {(wrong.BytePositionInLine ?? 0) + 1}.");
        var field = FieldOf(wrong.Path, place);
        if (field.Length == 0) return new ProblemException(ProblemTypes.InvalidField, "The body is not a JSON object, or a field that it must have is missing.");
        if (wrong.Message.Contains(Unknown, StringComparison.Ordinal)) return ProblemException.Invalid(field, "is not known");

        // The reader says of which object a property stands twice, or of which property, by how it came to read it.
        if (wrong.Message.Contains(Twice, StringComparison.Ordinal)) return ProblemException.Invalid(field, "or something in it stands twice");
        if (wrong.Message.Contains(Attachment, StringComparison.Ordinal) && !wrong.Message.Contains(OfTypes, StringComparison.Ordinal)) return new ProblemException(ProblemTypes.InvalidField, $"{field}: {wrong.Message}") { Field = field };
        return ProblemException.Invalid(field, "has the wrong type or is out of bounds");
    }

    /// <summary>A path of the reader (<c>$.to[0].address</c>, <c>$['odd name']</c>) as the API writes it.</summary>
    public static string FieldOf(string? path, string place)
    {
        if (path?.Length > MaxField) path = $"{path[..MaxField]}…";
        var inside = path is null or "$" ? "" : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path[1..];
        if (place.Length == 0 || inside.Length == 0) return place + inside;
        return inside[0] == '[' ? place + inside : $"{place}.{inside}";
    }

    private static bool IsSyntax(JsonException inner) => inner.GetType() != typeof(JsonException);
}
