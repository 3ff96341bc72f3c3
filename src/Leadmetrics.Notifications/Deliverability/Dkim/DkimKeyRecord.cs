using System.Globalization;

namespace Leadmetrics.Notifications.Deliverability.Dkim;

/// <summary>Judges a key record (RFC 6376 section 3.6.1, RFC 8301, RFC 8463). Pure.</summary>
internal static class DkimKeyRecord
{
    private const int LeastBits = 1024;
    private const int AdvisedBits = 2048;

    /// <summary>Whether it is surely a key's: a list of tags with <c>p=</c>, or what begins with <c>v=DKIM1</c>. Only such a text is shown: any other may be nobody's business.</summary>
    public static bool IsRecord(string text) => text.AsSpan().TrimStart().StartsWith("v=DKIM1", StringComparison.Ordinal) || (TagList.TryRead(text, out var tags, out _) && tags["p"] is not null);

    /// <summary>Whether its author may have meant a key: no record of another kind, such as a wildcard's <c>v=spf1</c>.</summary>
    public static bool IsMeant(string text) => IsRecord(text) || !text.AsSpan().TrimStart().StartsWith("v=", StringComparison.Ordinal);

    /// <summary>Judges a record, and compares its key with the one that messages are signed for.</summary>
    public static void Judge(SectionBuilder section, string text, string? expected)
    {
        if (!IsRecord(text))
        {
            section.Fail(DomainRemedies.DkimSyntax);
            return;
        }

        if (!TagList.TryRead(text, out var tags, out var wrong))
        {
            section.Fail(DomainRemedies.DkimSyntax, wrong);
            return;
        }

        if (tags["v"] is { } version && (version != "DKIM1" || tags.First != "v"))
        {
            section.Fail(DomainRemedies.DkimVersion, $"v={version}");
            return;
        }

        JudgeUse(section, tags);
        if (tags["p"] is not { } key) section.Fail(DomainRemedies.DkimSyntax, "p=");
        else if (key.Length == 0) section.Fail(DomainRemedies.DkimRevoked);
        else JudgeKey(section, tags["k"] ?? "rsa", key, expected);
    }

    private static void JudgeUse(SectionBuilder section, TagList tags)
    {
        if (tags["h"] is { } hashes && !Words(hashes).Contains("sha256", StringComparer.OrdinalIgnoreCase)) section.Fail(DomainRemedies.DkimHash, $"h={hashes}");
        if (tags["s"] is { } services && !Words(services).Any(word => word == "*" || word.Equals("email", StringComparison.OrdinalIgnoreCase))) section.Fail(DomainRemedies.DkimService, $"s={services}");
        var flags = Words(tags["t"] ?? "");
        if (flags.Contains("y", StringComparer.OrdinalIgnoreCase)) section.Warn(DomainRemedies.DkimTesting);
        if (flags.Contains("s", StringComparer.OrdinalIgnoreCase)) section.Advise(DomainRemedies.DkimStrictIdentity);
    }

    private static void JudgeKey(SectionBuilder section, string kind, string text, string? expected)
    {
        var isRsa = kind.Equals("rsa", StringComparison.OrdinalIgnoreCase);
        if (!isRsa && !kind.Equals("ed25519", StringComparison.OrdinalIgnoreCase))
        {
            section.Fail(DomainRemedies.DkimKeyKind, $"k={kind}");
            return;
        }

        if (!DkimPublicKey.TryDecode(text, out var octets))
        {
            section.Fail(DomainRemedies.DkimNotBase64);
            return;
        }

        if ((isRsa ? DkimPublicKey.ReadRsa(octets) : DkimPublicKey.ReadEd25519(octets)) is not { } key)
        {
            section.Fail(DomainRemedies.DkimNotAKey);
            return;
        }

        section.Note("key", string.Create(CultureInfo.InvariantCulture, $"{(isRsa ? "rsa" : "ed25519")} {key.Bits}"));
        if (!isRsa) section.Advise(DomainRemedies.DkimEd25519);
        else if (key.Bits < LeastBits) section.Fail(DomainRemedies.DkimKeyUnusable, key.Bits.ToString(CultureInfo.InvariantCulture));
        else if (key.Bits < AdvisedBits) section.Warn(DomainRemedies.DkimKeyWeak, key.Bits.ToString(CultureInfo.InvariantCulture));
        if (expected is not null && !IsOf(key, isRsa, expected)) section.Fail(DomainRemedies.DkimKeyMismatch);
    }

    // An expected key that is none was refused before anything was asked.
    private static bool IsOf(DkimPublicKey key, bool isRsa, string expected) =>
        DkimPublicKey.TryDecode(expected, out var octets) && (isRsa ? DkimPublicKey.ReadRsa(octets) : DkimPublicKey.ReadEd25519(octets)) is { } ours && ours.Matches(key);

    private static string[] Words(string list) => list.Split(':', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
