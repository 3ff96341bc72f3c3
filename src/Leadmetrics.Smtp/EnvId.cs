using System.Diagnostics.CodeAnalysis;
using Leadmetrics.Smtp.Wire;

namespace Leadmetrics.Smtp;

/// <summary>An envelope identifier (ENVID, RFC 3461 section 4.4): what the sender's own notifications name a transaction by.</summary>
public sealed record EnvId
{
    private const int MaxLength = 100;

    private EnvId(string value) => Value = value;

    /// <summary>The identifier: printable ASCII, spaces included.</summary>
    public string Value { get; }

    /// <summary>Takes an identifier.</summary>
    /// <param name="value">
    /// 1 to 100 characters of printable ASCII. They are counted as they go over the wire, where <c>+</c>, <c>=</c> and the space take three places each:
    /// RFC 3461 leaves open which count it means, and this one satisfies both.
    /// </param>
    /// <param name="id">The identifier.</param>
    /// <returns><see langword="false"/> where it is none.</returns>
    public static bool TryCreate([NotNullWhen(true)] string? value, [NotNullWhen(true)] out EnvId? id)
    {
        var isValid = value is { Length: >= 1 and <= MaxLength } && !value.AsSpan().ContainsAnyExceptInRange(' ', '~') && Xtext.LengthOf(value) <= MaxLength;
        id = isValid ? new EnvId(value!) : null;
        return isValid;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
