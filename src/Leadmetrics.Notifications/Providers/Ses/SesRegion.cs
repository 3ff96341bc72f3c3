using System.Text.RegularExpressions;
using Leadmetrics.Notifications.Providers.Presets;

namespace Leadmetrics.Notifications.Providers.Ses;

/// <summary>A region of Amazon Web Services, which fixes the API's address: nobody types one. Pure.</summary>
internal static partial class SesRegion
{
    private const int MaxLength = 32;

    /// <summary>Whether a text is of the form of a region, such as <c>eu-west-1</c>; regions to come are, too.</summary>
    public static bool IsValid(string region) => region.Length <= MaxLength && Form().IsMatch(region);

    public static Uri AddressOf(string region) => new($"https://email.{region}.amazonaws.com{(region.StartsWith("cn-", StringComparison.Ordinal) ? ".cn" : "")}/");

    /// <summary>The regions that a mistyped one may be meant for; none where nobody can tell.</summary>
    /// <param name="typed">For example <c>us-east</c>, <c>US-EAST-1</c>, <c>us-east-1a</c>, <c>Ireland</c> or <c>email-smtp.us-east-1.amazonaws.com</c>.</param>
    public static IReadOnlyList<string> Meant(string typed)
    {
        var text = typed.Trim();
        if (text.Length > 2 * MaxLength) return [];
        var known = SmtpPresets.Find("amazon-ses")!.Regions;
        var form = text.ToLowerInvariant().Replace('_', '-');

        // An endpoint has the region among its labels; an availability zone has one letter behind it.
        if (form.Split('.', '/', ':').Select(label => Zone().Replace(label, "$1")).FirstOrDefault(IsValid) is { } inside) return [inside];
        if (known.Where(region => text.Contains(region.Label, StringComparison.OrdinalIgnoreCase)).ToArray() is { Length: 1 } named) return [named[0].Id];
        return form.Length < 2 ? [] : [.. known.Where(region => region.Id.StartsWith(form + "-", StringComparison.Ordinal) || region.Id.Replace("-", "", StringComparison.Ordinal) == form).Select(region => region.Id)];
    }

    [GeneratedRegex(@"\A[a-z]{2}(-[a-z]+)+-[0-9]\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();

    [GeneratedRegex(@"\A(.*-[0-9])[a-f]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Zone();
}
