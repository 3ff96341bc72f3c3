using System.Data.Common;
using System.Text.Json;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy.Erasing;

namespace Leadmetrics.Notifications.Sqlite.Queue;

/// <summary>Takes a recipient out of a tenant's queue in one SQLite file.</summary>
/// <remarks>
/// A tenant's mails are read in pages by their key, without the write lock. One that is for the recipient alone goes with all that tells of it, its key too; of one to several that is live or dead the
/// recipient is not open any more, and its body stays until it is settled; of a settled one that holds the address the body goes. Behind that, history, dead letters and breakers are read
/// for texts. Each mail, and each page of texts, is a transaction. Contents that no body names any more go behind the mails.
/// </remarks>
internal sealed class SqliteMailTexts(SqliteDatabase database, TimeProvider timeProvider)
{
    private const int Page = 500;
    private const int BodyPage = 50;

    // What was queued longer ago and is not to be seen by now is never to be seen: nobody holds the write lock for so long.
    private static readonly TimeSpan Unseen = TimeSpan.FromHours(1);

    /// <summary>Removes the recipient.</summary>
    /// <returns>How many mails, and how many texts of others.</returns>
    public async Task<(int Mails, int Texts)> EraseAsync(TenantId tenant, RecipientTrace trace, CancellationToken cancellationToken)
    {
        var mails = await EraseMailsAsync(tenant, trace, cancellationToken).ConfigureAwait(false);
        var texts = await EraseAttemptsAsync(tenant, trace, cancellationToken).ConfigureAwait(false);
        texts += await EraseDeadAsync(tenant, trace, cancellationToken).ConfigureAwait(false);
        return (mails, texts + await EraseBreakersAsync(tenant, trace, cancellationToken).ConfigureAwait(false));
    }

    private async Task<int> EraseMailsAsync(TenantId tenant, RecipientTrace trace, CancellationToken cancellationToken)
    {
        var (erased, after, contents) = (0, Guid.Empty, new HashSet<string>(StringComparer.Ordinal));
        while (true)
        {
            var page = await ListAsync("ListBodies", Key(tenant).Id("after", after).Integer("most", BodyPage), reader => TracedMail.Read(reader, trace), cancellationToken).ConfigureAwait(false);

            // Keys first, while the mails are there to tell of them.
            var alone = page.Where(mail => mail.IsAlone).Select(mail => mail.Id.ToString("D")).ToList();
            if (alone.Count > 0) await EraseAsync("EraseKeys", [Key(tenant).Texts("ids", alone)], cancellationToken).ConfigureAwait(false);
            foreach (var mail in page.Where(mail => mail.IsTraced))
            {
                var gone = await WriteAsync(statements => EraseMailAsync(statements, tenant, mail, cancellationToken), cancellationToken).ConfigureAwait(false);
                if (gone > 0) contents.UnionWith(mail.Contents);
                erased += gone;
            }

            if (page.Count < BodyPage) break;
            after = page[^1].Id;
        }

        if (contents.Count > 0) await EraseContentsAsync(tenant, contents, cancellationToken).ConfigureAwait(false);
        return erased;
    }

    // Those that no other body names: all are read for that without the write lock, and under it what came in meanwhile.
    private async Task EraseContentsAsync(TenantId tenant, HashSet<string> contents, CancellationToken cancellationToken)
    {
        var since = timeProvider.GetUtcNow() - Unseen;
        for (var after = Guid.Empty; contents.Count > 0;)
        {
            var page = await ListAsync(
                "ListBodies",
                Key(tenant).Id("after", after).Integer("most", BodyPage),
                static reader => (Id: Guid.ParseExact(reader.GetString(0), "D"), Contents: BodyContents.Read(reader.GetFieldValue<byte[]>(1))),
                cancellationToken).ConfigureAwait(false);
            foreach (var body in page) contents.ExceptWith(body.Contents);
            if (page.Count < BodyPage) break;
            after = page[^1].Id;
        }

        await EraseAsync("EraseContent", [.. contents.Select(name => Key(tenant).Blob("sha256", Convert.FromHexString(name)).Instant("since", since))], cancellationToken).ConfigureAwait(false);
    }

    private static async Task<int> EraseMailAsync(PreparedStatements statements, TenantId tenant, TracedMail mail, CancellationToken cancellationToken)
    {
        var key = QueueWriting.Key(tenant, mail.Id);
        if (mail.IsAlone)
        {
            foreach (var statement in (string[])["EraseJob", "RemoveDead", "EraseAttempts"]) await statements.ExecuteAsync(statement, key, cancellationToken).ConfigureAwait(false);
            return await statements.ExecuteAsync("EraseMessage", key, cancellationToken).ConfigureAwait(false);
        }

        var standing = await statements.ListAsync("ListOpen", key, static reader => (IsDead: reader.GetInt32(0) == 1, Open: ReadOpen(reader)), cancellationToken).ConfigureAwait(false);
        var settled = standing.Count == 0;
        if (mail.Erased.Count > 0)
        {
            foreach (var (isDead, open) in standing)
            {
                var left = (open ?? mail.Others).Except(mail.Erased, StringComparer.Ordinal).ToList();
                var statement = (isDead, left.Count > 0) switch { (false, true) => "SetOpenOfJob", (true, true) => "SetOpenOfDead", (false, false) => "EraseJob", (true, false) => "RemoveDead" };
                await statements.ExecuteAsync(statement, QueueWriting.Key(tenant, mail.Id).Texts("open", left), cancellationToken).ConfigureAwait(false);
                settled |= left.Count == 0;
            }
        }

        return settled ? await statements.ExecuteAsync("EraseMessage", key, cancellationToken).ConfigureAwait(false) : 0;
    }

    private async Task<int> EraseAttemptsAsync(TenantId tenant, RecipientTrace trace, CancellationToken cancellationToken)
    {
        var (erased, after) = (0, (MailId: "", Row: 0L));
        while (true)
        {
            var key = Key(tenant).Text("after", after.MailId).Integer("after_row", after.Row).Integer("most", Page);
            var page = await ListAsync("ListAttemptTexts", key, reader => TracedAttempt.Read(reader, trace), cancellationToken).ConfigureAwait(false);
            var traced = page.Where(attempt => attempt.Erased > 0).ToList();
            var rows = traced.Select(attempt => Key(tenant).Text("id", attempt.MailId).Integer("row", attempt.Row).Text("detail", attempt.Detail).Text("recipients", attempt.Recipients));
            var written = await EraseAsync("EraseAttemptTexts", [.. rows], cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < traced.Count; i++) erased += written[i] * traced[i].Erased;
            if (page.Count < Page) return erased;
            after = (page[^1].MailId, page[^1].Row);
        }
    }

    private async Task<int> EraseDeadAsync(TenantId tenant, RecipientTrace trace, CancellationToken cancellationToken)
    {
        var (erased, after) = (0, "");
        while (true)
        {
            var page = await ListAsync(
                "ListDeadTexts", Key(tenant).Text("after", after).Integer("most", Page), static reader => (Id: reader.GetString(0), Detail: Text(reader, 1)), cancellationToken).ConfigureAwait(false);
            var rows = page.Where(dead => dead.Detail is not null && trace.IsIn(dead.Detail)).Select(dead => Key(tenant).Text("id", dead.Id).Text("detail", dead.Detail));
            erased += (await EraseAsync("EraseDeadText", [.. rows], cancellationToken).ConfigureAwait(false)).Sum();
            if (page.Count < Page) return erased;
            after = page[^1].Id;
        }
    }

    private async Task<int> EraseBreakersAsync(TenantId tenant, RecipientTrace trace, CancellationToken cancellationToken)
    {
        var breakers = await ListAsync("ListBreakers", Key(tenant), static reader => (Account: reader.GetString(1), Detail: Text(reader, 8)), cancellationToken).ConfigureAwait(false);
        var rows = breakers.Where(breaker => breaker.Detail is not null && trace.IsIn(breaker.Detail)).Select(breaker => Key(tenant).Text("account", breaker.Account).Text("detail", breaker.Detail));
        return (await EraseAsync("EraseBreakerText", [.. rows], cancellationToken).ConfigureAwait(false)).Sum();
    }

    // Of each row 1 where it was there still.
    private async Task<int[]> EraseAsync(string statement, IReadOnlyList<SqliteParameters> rows, CancellationToken cancellationToken) => rows.Count == 0 ? [] : await WriteAsync(
        async statements =>
        {
            var written = new int[rows.Count];
            for (var i = 0; i < written.Length; i++) written[i] = await statements.ExecuteAsync(statement, rows[i], cancellationToken).ConfigureAwait(false);
            return written;
        },
        cancellationToken).ConfigureAwait(false);

    private Task<T> WriteAsync<T>(Func<PreparedStatements, Task<T>> write, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            var statements = new PreparedStatements(transaction);
            await using (statements.ConfigureAwait(false)) return await write(statements).ConfigureAwait(false);
        },
        cancellationToken);

    private Task<List<T>> ListAsync<T>(string statement, SqliteParameters parameters, Func<DbDataReader, T> read, CancellationToken cancellationToken) => database.RunAsync(
        async connection =>
        {
            var statements = new PreparedStatements(connection);
            await using (statements.ConfigureAwait(false)) return await statements.ListAsync(statement, parameters, read, cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    private static List<string>? ReadOpen(DbDataReader reader)
    {
        if (Text(reader, 1) is not { } json) return null;
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(static address => address.GetString()!)];
    }

    private static string? Text(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static SqliteParameters Key(TenantId tenant) => new SqliteParameters().Text("tenant", tenant.Value);
}
