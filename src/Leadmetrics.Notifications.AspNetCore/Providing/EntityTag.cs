using System.Globalization;
using Leadmetrics.Notifications.AspNetCore.Calls;
using Microsoft.AspNetCore.Http;

namespace Leadmetrics.Notifications.AspNetCore.Providing;

/// <summary>A row's version as an entity tag (RFC 9110 section 8.8.3).</summary>
internal static class EntityTag
{
    public static void Write(HttpContext context, long version) => context.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <returns>The version that <c>If-Match</c> names; <see langword="null"/> where any will do.</returns>
    /// <exception cref="ProblemException">It is no tag of ours.</exception>
    public static long? Read(HttpContext context)
    {
        var given = context.Request.Headers.IfMatch.ToString().Trim();
        if (given.Length == 0 || given == "*") return null;
        return given is ['"', .. var inside, '"'] && long.TryParse(inside, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw new ProblemException(ProblemTypes.VersionMismatch, "If-Match names no version of it.") { Field = "If-Match" };
    }
}
