using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Sqlite.Queue;

/// <summary>What goes with every change of a mail: its history, and what is counted by minutes.</summary>
internal static class QueueWriting
{
    public static SqliteParameters Key(TenantId tenant, Guid id) => new SqliteParameters().Text("tenant", tenant.Value).Id("id", id);

    public static SqliteParameters Key(MailLease lease) => Key(lease.Tenant, lease.Id).Integer("fence", lease.Fence);

    /// <summary>Adds an entry to a mail's history.</summary>
    public static Task AddAttemptAsync(this PreparedStatements statements, MailLease lease, string worker, MailAttempt attempt, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var parameters = Key(lease)
            .Text("worker", worker)
            .Instant("now", now)
            .Integer("outcome", (int)attempt.Outcome)
            .Text("account", StorableText.Fit(attempt.Account))
            .Text("provider", StorableText.Fit(attempt.Provider))
            .Integer("kind", (int?)attempt.Kind)
            .Integer("phase", (int?)attempt.Phase)
            .Integer("code", attempt.Code)
            .Text("enhanced_code", StorableText.Fit(attempt.EnhancedCode))
            .Text("detail", StorableText.Fit(attempt.Text))
            .Text("provider_message_id", StorableText.Fit(attempt.ProviderMessageId))
            .Text("recipients", AttemptRecipients.Write(attempt.Recipients))
            .Integer("duration_ms", (long)attempt.Duration.TotalMilliseconds);
        return statements.ExecuteAsync("AddAttempt", parameters, cancellationToken);
    }

    /// <summary>Whether a worker, of any process, wants to be woken.</summary>
    public static async Task<bool> HasIdleAsync(this PreparedStatements statements, CancellationToken cancellationToken) =>
        (await statements.ListAsync("HasIdle", new SqliteParameters(), static _ => true, cancellationToken).ConfigureAwait(false)).Count > 0;

    /// <summary>Counts what was done in this minute.</summary>
    public static Task AddTallyAsync(this PreparedStatements statements, TenantId tenant, QueueCount count, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var parameters = new SqliteParameters()
            .Text("tenant", tenant.Value)
            .Instant("minute", SqliteInstant.ToMinute(now))
            .Integer("sent", count.Sent)
            .Integer("failed", count.Failed)
            .Integer("deferred", count.Deferred);
        return statements.ExecuteAsync("AddTally", parameters, cancellationToken);
    }
}
