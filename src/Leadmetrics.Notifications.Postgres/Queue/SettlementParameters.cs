using System.Text;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Postgres.Queue;

/// <summary>Leases and settlements as arrays, one a column. NUL and lone surrogates, which PostgreSQL refuses, become U+FFFD.</summary>
internal static class SettlementParameters
{
    public static PostgresParameters Leases(IReadOnlyList<MailLease> leases) => Keys(leases).Integers("places", Enumerable.Range(0, leases.Count).Select(place => (int?)place));

    public static PostgresParameters Keys(IReadOnlyList<MailLease> leases) => new PostgresParameters()
        .Texts("tenants", leases.Select(lease => lease.Tenant.Value))
        .Uuids("ids", leases.Select(lease => lease.Id))
        .Bigints("fences", leases.Select(lease => lease.Fence));

    public static PostgresParameters Of(IReadOnlyList<Settlement> settlements) => Leases([.. settlements.Select(s => s.Lease)])
        .Smallints("kinds", settlements.Select(s => (short)s.Kind))
        .Spans("due", settlements.Select(s => s.DueIn))
        .Texts("open", settlements.Select(s => Literal(s.Open)))
        .Texts("pinned", settlements.Select(s => s.Pinned))
        .NullableSmallints("reasons", settlements.Select(s => (short?)s.Reason))
        .NullableSmallints("outcomes", settlements.Select(s => (short?)s.Attempt?.Outcome))
        .Texts("accounts", settlements.Select(s => s.Attempt?.Account))
        .Texts("providers", settlements.Select(s => s.Attempt?.Provider))
        .NullableSmallints("failures", settlements.Select(s => (short?)s.Attempt?.Kind))
        .NullableSmallints("phases", settlements.Select(s => (short?)s.Attempt?.Phase))
        .Integers("codes", settlements.Select(s => s.Attempt?.Code))
        .Texts("enhanced_codes", settlements.Select(s => StorableText.Fit(s.Attempt?.EnhancedCode)))
        .Texts("details", settlements.Select(s => StorableText.Fit(s.Attempt?.Text)))
        .Texts("provider_ids", settlements.Select(s => StorableText.Fit(s.Attempt?.ProviderMessageId)))
        .Texts("recipients", settlements.Select(s => s.Attempt is { } attempt ? AttemptRecipients.Write(attempt.Recipients) : null))
        .Integers("durations", settlements.Select(s => (int?)Math.Min(s.Attempt?.Duration.TotalMilliseconds ?? 0, int.MaxValue)));

    // Lists of different lengths are no array of PostgreSQL's; their written form is.
    private static string? Literal(IReadOnlyList<string>? texts)
    {
        if (texts is null) return null;
        var literal = new StringBuilder("{");
        foreach (var text in texts)
        {
            if (literal.Length > 1) literal.Append(',');
            literal.Append('"').Append(StorableText.Fit(text).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        }

        return literal.Append('}').ToString();
    }
}
