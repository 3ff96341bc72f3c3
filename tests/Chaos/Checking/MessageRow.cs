namespace Leadmetrics.Chaos.Checking;

/// <summary>What was queued, as it is stored.</summary>
internal sealed record MessageRow(string Tenant, Guid Id, string MessageId);
