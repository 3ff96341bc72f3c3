using Microsoft.Data.Sqlite;

namespace Leadmetrics.Notifications.Sqlite.Queue;

/// <summary>Erases a tenant's queue in one SQLite file, a step at a time.</summary>
/// <remarks>
/// The tenant is stopped first, for without its rows its mail would go out by the platform's account; the row that says so goes last. What is to be sent goes before what was queued, so that no
/// worker comes by a mail without a body.
/// </remarks>
internal static class SqliteQueueErasure
{
    // A piece of a content is as large as a few hundred other rows.
    private const int Larger = 50;

    // Every table of the queue with a tenant_id stands here or is named below.
    private static readonly string[] Others = ["Attempts", "Keys", "Tally", "Breakers"];

    /// <summary>Stops the tenant's mail.</summary>
    public static async Task<int> PauseAsync(SqliteTransaction transaction, TenantId tenant, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var statements = new PreparedStatements(transaction);
        await using (statements.ConfigureAwait(false)) return await statements.ExecuteAsync("PauseTenant", Key(tenant).Instant("now", now), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes what is left, and the row that stops the tenant's mail.</summary>
    /// <returns>How many mails.</returns>
    public static async Task<int> EraseRestAsync(SqliteTransaction transaction, TenantId tenant, CancellationToken cancellationToken)
    {
        var (mails, _) = await EraseStepAsync(transaction, tenant, int.MaxValue, cancellationToken).ConfigureAwait(false);
        var statements = new PreparedStatements(transaction);
        await using (statements.ConfigureAwait(false)) await statements.ExecuteAsync("EraseTenantRow", Key(tenant), cancellationToken).ConfigureAwait(false);
        return mails;
    }

    /// <summary>Removes the first rows of each table, but not the row that stops the tenant's mail.</summary>
    /// <returns>How many mails, and whether there may be more of anything.</returns>
    public static async Task<(int Mails, bool IsMore)> EraseStepAsync(SqliteTransaction transaction, TenantId tenant, int most, CancellationToken cancellationToken)
    {
        var statements = new PreparedStatements(transaction);
        await using (statements.ConfigureAwait(false))
        {
            var jobs = await EraseAsync("Jobs", most).ConfigureAwait(false);
            var dead = await EraseAsync("Dead", most).ConfigureAwait(false);
            if (jobs == most || dead == most) return (0, true);

            var mails = await EraseAsync("Messages", most).ConfigureAwait(false);
            var pieces = Math.Max(1, most / Larger);
            var more = mails == most | await EraseAsync("Blobs", most == int.MaxValue ? most : pieces).ConfigureAwait(false) >= pieces;
            foreach (var table in Others) more |= await EraseAsync(table, most).ConfigureAwait(false) == most;
            return (mails, more);
        }

        Task<int> EraseAsync(string table, int rows) =>
            statements.ExecuteAsync($"EraseTenant{table}", Key(tenant).Integer("most", rows), cancellationToken);
    }

    private static SqliteParameters Key(TenantId tenant) => new SqliteParameters().Text("tenant", tenant.Value);
}
