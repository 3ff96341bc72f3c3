using System.Text.RegularExpressions;
using Dapper;
using Leadmetrics.Peers;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Tests;

/// <summary>That work goes by keys, also by a plan that was made while the queue was empty and is kept for a connection's whole life.</summary>
public sealed class PostgresQueuePlanTests(PeerFixture<PostgresPeer> postgres)
{
    private static readonly (string Name, string Value)[] Values =
    [
        ("places|codes|durations", "'{0}'::integer[]"), ("tenants|open|pinned|accounts|providers|enhanced_codes|details|provider_ids|recipients|except|one_each", "'{a}'::text[]"),
        ("ids", $"'{{{Guid.Empty}}}'::uuid[]"), ("fences", "'{1}'::bigint[]"), ("kinds|reasons|outcomes|failures|phases", "'{0}'::smallint[]"), ("due", "'{0}'::interval[]"), ("days", "'{2026-11-01}'::date[]"),
        ("first", "'2026-11-01'::date"), ("last", "'2026-11-02'::date"), ("worker|tenant", "'w'"), ("after", "''"), ("behind", $"'{Guid.Empty}'::uuid"), ("id", $"'{Guid.Empty}'::uuid"), ("fence", "1"), ("lease", "interval '1 minute'"),
        ("most|looks|quantum", "100"), ("look", "20000"), ("counted", "4::smallint"), ("suspects", "true"), ("mark", "'\\x616263646566'::bytea"), ("before", $"'{Guid.AllBitsSet}'::uuid"),
    ];

    [Fact]
    public async Task What_is_planned_over_an_empty_queue_goes_by_keys_all_the_same()
    {
        await using var database = await PostgresUnderTest.CreateAsync(postgres);
        await using var connection = await database.Admin.OpenConnectionAsync();
        await connection.ExecuteAsync($"CREATE TABLE {database.Schema}.email_message_1 PARTITION OF {database.Schema}.email_message FOR VALUES FROM ('2026-11-01') TO ('2026-11-02')");
        foreach (var table in (string[])["email_job", "email_message"]) await connection.ExecuteAsync($"VACUUM (ANALYZE) {database.Schema}.{table}");

        foreach (var (name, reaches) in ((string, string[])[])[
            ("LockJobs", ["email_job_pkey"]), ("Settle", ["email_job_pkey", "Tid Scan"]), ("Renew", ["email_job_pkey", "Tid Scan"]), ("Rescue", ["email_job_leased", "Tid Scan"]),
            ("MarkSending", ["email_job_pkey"]), ("ReadBodies", ["email_message_1_pkey", "email_message_default_pkey"]), ("Claim", ["email_job_suspect"])])
        {
            var plan = await PlanAsync(database, connection, name);
            Assert.All(reaches, reached => Assert.Contains(reached, plan, StringComparison.Ordinal));
            Assert.DoesNotMatch("Seq Scan|Bitmap|Hash Join|Merge Join", plan);
            // Each walk along an index has a bound, but the claim's from tenant to tenant.
            if (name != "Claim") Assert.Equal(Regex.Count(plan, "Index (Only )?Scan"), Regex.Count(plan, "Index Cond"));
        }
    }

    [Fact]
    public async Task Lists_walk_along_the_keys_without_a_sort_whether_or_not_anybody_counted_the_tables()
    {
        await using var database = await PostgresUnderTest.CreateAsync(postgres);
        await using var connection = await database.Admin.OpenConnectionAsync();
        await connection.ExecuteAsync($"CREATE TABLE {database.Schema}.email_message_1 PARTITION OF {database.Schema}.email_message FOR VALUES FROM ('2026-11-01') TO ('2026-11-02')");
        await connection.ExecuteAsync(
            $"""
             INSERT INTO {database.Schema}.email_message (tenant_id, id, retain_day, message_id, lane, date, queued_at, recipients, body)
             SELECT 'w', gen_random_uuid(), day::date, 'm', 0, now(), now(), 'abcdef', decode(repeat('ab', 1000), 'hex') FROM generate_series(1, 5000), unnest(ARRAY['2026-11-01', '2026-12-01']) AS day
             """);
        foreach (var counting in (string[])["SELECT 1", $"ANALYZE {database.Schema}.email_message", $"VACUUM {database.Schema}.email_message"])
        {
            await connection.ExecuteAsync(counting);
            var plan = await PlanAsync(database, connection, "FindByRecipient", "BeginLook");
            Assert.Contains("Index Only Scan Backward using email_message_1_pkey", plan, StringComparison.Ordinal);
            Assert.Contains("Index Only Scan Backward using email_message_default_pkey", plan, StringComparison.Ordinal);
            Assert.Contains("Merge Append", plan, StringComparison.Ordinal);
            Assert.DoesNotMatch("Seq Scan|Bitmap", plan);
            foreach (var (name, reached) in ((string, string)[])[("ListHeld", "email_job_held"), ("ListMails", "email_message_1_pkey")])
            {
                var list = await PlanAsync(database, connection, name, "BeginLook");
                Assert.Contains(reached, list, StringComparison.Ordinal);
                Assert.DoesNotMatch("Seq Scan|Bitmap|Hash Join|Merge Join", list);
            }
        }
    }

    private static async Task<string> PlanAsync(PostgresUnderTest database, NpgsqlConnection connection, string name, string begin = "BeginWork")
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(Read(begin), transaction: transaction);
        var statement = Read(name).Replace("{schema}", database.Schema, StringComparison.Ordinal);
        foreach (var (names, value) in Values) statement = Regex.Replace(statement, $@"@({names})\b", value.Replace("$", "$$", StringComparison.Ordinal));
        return string.Join('\n', await connection.QueryAsync<string>("EXPLAIN " + statement, transaction: transaction));
    }

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(PostgresStoreOptions).Assembly.GetManifestResourceStream($"Leadmetrics.Notifications.Postgres.Queue.{name}.sql")!);
        return reader.ReadToEnd();
    }
}
