using System.Globalization;
using System.Text.RegularExpressions;

namespace Leadmetrics.Notifications.Deliverability.Dmarc;

/// <summary>A policy (RFC 7489 section 6.3, with <c>np</c>, <c>psd</c> and <c>t</c> of its successor). Pure.</summary>
internal sealed partial class DmarcRecord
{
    private static readonly string[] Policies = ["none", "quarantine", "reject"];

    /// <summary>What is asked of receivers; <see langword="null"/>: it is not said, or not validly.</summary>
    public string? Policy { get; private set; }

    /// <summary>What is asked for sub-domains without a record of their own; <see langword="null"/>: the same.</summary>
    public string? SubdomainPolicy { get; private set; }

    /// <summary>Whether sub-domains are asked less for than the domain itself.</summary>
    public bool IsWeakerBelow => Policy is not null && SubdomainPolicy is not null && Array.IndexOf(Policies, SubdomainPolicy) < Array.IndexOf(Policies, Policy);

    public int Percent { get; private set; } = 100;

    public bool IsTesting { get; private set; }

    public bool WantsReports { get; private set; }

    public bool IsDkimStrict { get; private set; }

    public bool IsSpfStrict { get; private set; }

    /// <summary><c>psd=y</c>: a public suffix, below which others register. <c>psd=n</c>: the organisation's own domain. <see langword="null"/>: not said.</summary>
    public bool? IsPublicSuffix { get; private set; }

    /// <summary>What is wrong in it.</summary>
    public List<string> Wrong { get; } = [];

    public static bool IsRecord(string text) => Version().IsMatch(text);

    /// <summary>Whether its author meant a record, and receivers see none.</summary>
    public static bool LooksLikeRecord(string text) => !IsRecord(text) && text.AsSpan().Trim().TrimStart('"').StartsWith("v=dmarc", StringComparison.OrdinalIgnoreCase);

    public static DmarcRecord Read(string text)
    {
        var record = new DmarcRecord();
        if (!TagList.TryRead(text, out var tags, out var wrong))
        {
            record.Wrong.Add(wrong);
            return record;
        }

        record.Policy = record.OneOf("p", tags["p"] ?? "", Policies);
        if (tags["sp"] is { } below) record.SubdomainPolicy = record.OneOf("sp", below, Policies);

        // Of names that do not exist nobody sends here: it is only to be valid.
        if (tags["np"] is { } missing) record.OneOf("np", missing, Policies);
        if (tags["pct"] is { } percent) record.ReadPercent(percent);
        if (tags["rua"] is { } reports) record.ReadReports(reports);
        if (tags["adkim"] is { } dkim) record.IsDkimStrict = record.OneOf("adkim", dkim, ["r", "s"]) == "s";
        if (tags["aspf"] is { } spf) record.IsSpfStrict = record.OneOf("aspf", spf, ["r", "s"]) == "s";
        record.IsTesting = tags["t"] == "y";
        record.IsPublicSuffix = tags["psd"] switch
        {
            "y" => true,
            "n" => false,
            _ => null,
        };
        return record;
    }

    private string? OneOf(string tag, string value, string[] known)
    {
        var found = Array.Find(known, word => word.Equals(value, StringComparison.OrdinalIgnoreCase));
        if (found is null) Wrong.Add($"{tag}={value}");
        return found;
    }

    private void ReadPercent(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var percent) && percent <= 100) Percent = percent;
        else Wrong.Add($"pct={text}");
    }

    // Addresses are URIs, and people forget the scheme.
    private void ReadReports(string text)
    {
        WantsReports = true;
        foreach (var uri in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!Scheme().IsMatch(uri)) Wrong.Add($"rua={uri}");
        }
    }

    [GeneratedRegex(@"^v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Version();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9+.\-]*:[^\s;]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Scheme();
}
