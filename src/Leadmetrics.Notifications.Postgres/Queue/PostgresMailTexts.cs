using System.Data;
using System.Data.Common;
using Dapper;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy.Erasing;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Queue;

/// <summary>Takes a recipient out of a tenant's queue in PostgreSQL.</summary>
/// <remarks>
/// A tenant's mails are read in pages by their key. One that is for the recipient alone goes with all that tells of it, its key too; of one to several that is live or dead the recipient is not open any more,
/// and its body stays until it is settled; of a settled one that holds the address the body goes. Behind that, history, dead letters and breakers are read for texts. Each mail is a transaction,
/// which first takes the lock of its row, be it live or dead. Contents that no body names any more go last.
/// </remarks>
internal sealed class PostgresMailTexts(PostgresDatabase database)
{
    private const int Page = 500;
    private const int BodyPage = 50;

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
            var page = await ListAsync(
                Command("ListBodies", Key(tenant).Uuid("after", after).Integer("most", BodyPage), cancellationToken),
                reader => TracedMail.Of(reader.GetGuid(0), reader.GetFieldValue<byte[]>(1), trace),
                cancellationToken).ConfigureAwait(false);

            // Keys first, while the mails are there to tell of them.
            var alone = page.Where(mail => mail.IsAlone).Select(mail => mail.Id).ToList();
            if (alone.Count > 0) await ExecuteAsync(Command("EraseKeys", Key(tenant).Uuids("ids", alone), cancellationToken), cancellationToken).ConfigureAwait(false);
            foreach (var mail in page.Where(mail => mail.IsTraced))
            {
                var gone = await EraseMailAsync(tenant, mail, cancellationToken).ConfigureAwait(false);
                if (gone > 0) contents.UnionWith(mail.Contents);
                erased += gone;
            }

            if (page.Count < BodyPage) break;
            after = page[^1].Id;
        }

        if (contents.Count > 0) await EraseContentsAsync(tenant, contents, cancellationToken).ConfigureAwait(false);
        return erased;
    }

    // Those that no other body names: all are read for that, and what came in meanwhile is looked at where nobody can store a mail that names one.
    private async Task EraseContentsAsync(TenantId tenant, HashSet<string> contents, CancellationToken cancellationToken)
    {
        var since = (await ListAsync(Command("FindContentsSince", new PostgresParameters(), cancellationToken), reader => PostgresInstant.Read(reader, 0), cancellationToken).ConfigureAwait(false))[0];
        for (var after = Guid.Empty; contents.Count > 0;)
        {
            var page = await ListAsync(
                Command("ListBodies", Key(tenant).Uuid("after", after).Integer("most", BodyPage), cancellationToken),
                reader => (Id: reader.GetGuid(0), Contents: BodyContents.Read(reader.GetFieldValue<byte[]>(1))),
                cancellationToken).ConfigureAwait(false);
            foreach (var body in page) contents.ExceptWith(body.Contents);
            if (page.Count < BodyPage) break;
            after = page[^1].Id;
        }

        if (contents.Count == 0) return;
        var parameters = Key(tenant)
            .Text("schema", database.Schema)
            .Byteas("contents", contents.Select(name => (ReadOnlyMemory<byte>?)Convert.FromHexString(name)))
            .Instant("since", since);
        await database.WriteAsync(
            async connection =>
            {
                var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    await connection.ExecuteAsync(Command("EraseContents", parameters, cancellationToken)).ConfigureAwait(false);
                    await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                    return true;
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    private Task<int> EraseMailAsync(TenantId tenant, TracedMail mail, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await HoldAsync(connection, tenant, mail.Id, cancellationToken).ConfigureAwait(false);
                if (!mail.IsAlone && mail.Erased.Count > 0)
                {
                    var parameters = Key(tenant).Uuid("id", mail.Id).Texts("others", mail.Others).Texts("erased", mail.Erased);
                    await connection.ExecuteAsync(Command("EraseOpen", parameters, cancellationToken)).ConfigureAwait(false);
                }

                var command = Command(mail.IsAlone ? "EraseMail" : "EraseSettledBody", Key(tenant).Uuid("id", mail.Id), cancellationToken);
                var count = await connection.ExecuteScalarAsync<int>(command).ConfigureAwait(false);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                return count;
            }
        },
        cancellationToken);

    // The locks come first: what stands behind them sees where the mail is, and it stays there.
    private async Task HoldAsync(NpgsqlConnection connection, TenantId tenant, Guid id, CancellationToken cancellationToken)
    {
        for (var (held, stands) = (false, true); stands && !held;)
        {
            var reader = await connection.ExecuteReaderAsync(Command("HoldMail", Key(tenant).Uuid("id", id), cancellationToken)).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                held = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                held |= await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                stands = reader.GetBoolean(0);
            }
        }
    }

    private async Task<int> EraseAttemptsAsync(TenantId tenant, RecipientTrace trace, CancellationToken cancellationToken)
    {
        var (erased, after) = (0, Guid.Empty);
        while (true)
        {
            var page = await ListAsync(
                Command("ListAttemptTexts", Key(tenant).Uuid("after", after).Integer("most", Page), cancellationToken), reader => AttemptTexts.Read(reader, trace), cancellationToken).ConfigureAwait(false);
            var traced = page.Where(attempt => attempt.Erased > 0).ToList();
            if (traced.Count > 0)
            {
                var parameters = Key(tenant)
                    .Uuids("ids", traced.Select(attempt => attempt.MailId))
                    .Instants("ats", traced.Select(attempt => (DateTimeOffset?)attempt.At))
                    .Bigints("fences", traced.Select(attempt => attempt.Fence))
                    .Smallints("outcomes", traced.Select(attempt => attempt.Outcome))
                    .Texts("details", traced.Select(attempt => attempt.Detail))
                    .Texts("recipients", traced.Select(attempt => attempt.Recipients));
                await ExecuteAsync(Command("EraseAttemptTexts", parameters, cancellationToken), cancellationToken).ConfigureAwait(false);
                erased += traced.Sum(attempt => attempt.Erased);
            }

            if (page.Count < Page) return erased;
            after = page[^1].MailId;
        }
    }

    private async Task<int> EraseDeadAsync(TenantId tenant, RecipientTrace trace, CancellationToken cancellationToken)
    {
        var (erased, after) = (0, Guid.Empty);
        while (true)
        {
            var page = await ListAsync(
                Command("ListDeadTexts", Key(tenant).Uuid("after", after).Integer("most", Page), cancellationToken),
                reader => (Id: reader.GetGuid(0), IsTraced: !reader.IsDBNull(1) && trace.IsIn(reader.GetString(1))),
                cancellationToken).ConfigureAwait(false);
            var traced = page.Where(dead => dead.IsTraced).Select(dead => dead.Id).ToList();
            if (traced.Count > 0) erased += await ExecuteAsync(Command("EraseDeadTexts", Key(tenant).Uuids("ids", traced), cancellationToken), cancellationToken).ConfigureAwait(false);
            if (page.Count < Page) return erased;
            after = page[^1].Id;
        }
    }

    private async Task<int> EraseBreakersAsync(TenantId tenant, RecipientTrace trace, CancellationToken cancellationToken)
    {
        var erased = 0;
        var breakers = await ListAsync(Command("ListBreakerTexts", Key(tenant), cancellationToken), reader => (Account: reader.GetString(0), Detail: reader.GetString(1)), cancellationToken).ConfigureAwait(false);
        foreach (var (account, detail) in breakers.Where(breaker => trace.IsIn(breaker.Detail)))
        {
            erased += await ExecuteAsync(Command("EraseBreakerText", Key(tenant).Text("account", account).Text("detail", detail), cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        return erased;
    }

    private Task<int> ExecuteAsync(CommandDefinition command, CancellationToken cancellationToken) => database.WriteAsync(connection => connection.ExecuteAsync(command), cancellationToken);

    private Task<List<T>> ListAsync<T>(CommandDefinition command, Func<DbDataReader, T> read, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            var rows = new List<T>();
            var reader = await connection.ExecuteReaderAsync(command).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) rows.Add(read(reader));
            }

            return rows;
        },
        cancellationToken);

    private CommandDefinition Command(string statement, PostgresParameters parameters, CancellationToken cancellationToken) =>
        new(database.Sql[$"Queue.{statement}"], parameters, cancellationToken: cancellationToken);

    private static PostgresParameters Key(TenantId tenant) => new PostgresParameters().Text("tenant", tenant.Value);
}
