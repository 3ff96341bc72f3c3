namespace Leadmetrics.Notifications.Providers.Smtp.Remedying;

/// <summary>What a reply is taken for. Rules stand in lists, and the first that fits decides.</summary>
/// <param name="Remedy">The remedy.</param>
/// <param name="Fits">Whether a reply means it.</param>
internal sealed record RemedyRule(Remedy Remedy, Func<Said, bool> Fits)
{
    public static Remedy? First(RemedyRule[] rules, Said said) => Array.Find(rules, rule => rule.Fits(said))?.Remedy;
}
