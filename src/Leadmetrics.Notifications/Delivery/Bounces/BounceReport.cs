namespace Leadmetrics.Notifications.Delivery.Bounces;

/// <summary>A mail that a server sent back about another mail: a delivery status notification, or a complaint. What it says, nobody has proven.</summary>
public sealed record BounceReport
{
    /// <summary>What it tells of.</summary>
    public required BounceReportKind Kind { get; init; }

    /// <summary>The server that made the report.</summary>
    public string? ReportingMta { get; init; }

    /// <summary>The Message-ID of the mail that it is about, without angle brackets; never the report's own.</summary>
    /// <value><see langword="null"/>: the report quotes none.</value>
    public string? OriginalMessageId { get; init; }

    /// <summary>By what the sender named the transaction (ENVID, RFC 3461).</summary>
    public string? EnvelopeId { get; init; }

    /// <summary>The address that the report came to: of X-Original-To, Delivered-To, Envelope-To and To the first that <see cref="VerpAddress"/> could have made, else the first.</summary>
    public string? DeliveredTo { get; init; }

    /// <summary>When the report was made, as its Date field says.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>Whom it is about; at most 1,000. A complaint may name nobody.</summary>
    public IReadOnlyList<BouncedRecipient> Recipients { get; init; } = [];

    /// <summary>For logs: no address.</summary>
    /// <returns>The kind, and how many recipients it is about.</returns>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"BounceReport {{ Kind = {Kind}, Recipients = {Recipients.Count} }}");
}
