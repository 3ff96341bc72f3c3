using Dapper;
using Leadmetrics.Peers;

namespace Leadmetrics.Notifications.Postgres.Tests;

/// <summary>That nothing of delivery reads a whole table.</summary>
public sealed class PostgresDeliveryPlanTests(PeerFixture<PostgresPeer> postgres)
{
    [Fact]
    public async Task Every_statement_finds_its_rows_by_an_index()
    {
        await using var database = await PostgresUnderTest.CreateAsync(postgres);
        await FillAsync(database);

        Assert.Contains("email_event_by_message", await PlanAsync(database, "Events.FindEvents"), StringComparison.Ordinal);
        Assert.Contains("email_recipient_pkey", await PlanAsync(database, "Events.FindEvents", part: 1), StringComparison.Ordinal);
        Assert.Contains("notification_providers_by_webhook_token", await PlanAsync(database, "Events.FindByWebhookToken"), StringComparison.Ordinal);
        Assert.Contains("email_suppression_pkey", await PlanAsync(database, "Suppressing.FindSuppressions"), StringComparison.Ordinal);
        Assert.Contains("email_suppression_pkey", await PlanAsync(database, "Suppressing.RemoveSuppressions"), StringComparison.Ordinal);
        Assert.Contains("email_suppression_by_end", await PlanAsync(database, "Suppressing.PruneSuppressions"), StringComparison.Ordinal);

        // A page begins behind the one before it, at both columns of its key and without sorting.
        var page = await PlanAsync(database, "Suppressing.ListSuppressions");
        Assert.Contains("email_suppression_pkey", page, StringComparison.Ordinal);
        Assert.False(page.Contains("Sort", StringComparison.Ordinal), page);

        var pruning = await PlanAsync(database, "Events.PruneEvents");
        Assert.Contains("email_event_by_age", pruning, StringComparison.Ordinal);
        Assert.Contains("email_recipient_by_age", pruning, StringComparison.Ordinal);
        Assert.Contains("Tid Scan", pruning, StringComparison.Ordinal);

        var step = await PlanAsync(database, "EraseTenantStep");
        foreach (var key in (string[])["email_event_pkey", "email_recipient_pkey", "email_suppression_pkey", "Tid Scan"]) Assert.Contains(key, step, StringComparison.Ordinal);
        foreach (var (list, key) in ((string, string)[])[("ListEventTexts", "email_event_pkey"), ("ListNotes", "email_suppression_pkey")])
        {
            var texts = await PlanAsync(database, list);
            Assert.Contains(key, texts, StringComparison.Ordinal);
            Assert.False(texts.Contains("Sort", StringComparison.Ordinal), texts);
        }

        var erasing = await PlanAsync(database, "EraseRecipient", part: 1);
        Assert.Contains("email_event_by_recipient", erasing, StringComparison.Ordinal);
        Assert.Contains("email_recipient_by_recipient", erasing, StringComparison.Ordinal);
    }

    private static async Task<string> PlanAsync(PostgresUnderTest database, string name, int part = 0)
    {
        using var stream = typeof(PostgresStoreOptions).Assembly.GetManifestResourceStream($"Leadmetrics.Notifications.Postgres.Tenancy.{name}.sql")!;
        using var reader = new StreamReader(stream);
        var text = string.Join('\n', (await reader.ReadToEndAsync()).ReplaceLineEndings("\n").Split('\n').Where(line => !line.StartsWith("--", StringComparison.Ordinal)));
        var statement = text.Split(';')[part].Replace("{schema}", database.Schema, StringComparison.Ordinal);
        foreach (var (parameter, value) in Values) statement = statement.Replace("@" + parameter, value, StringComparison.Ordinal);
        Assert.DoesNotContain('@', statement);
        await using var connection = await database.Admin.OpenConnectionAsync();
        var plan = string.Join('\n', await connection.QueryAsync<string>("EXPLAIN " + statement));
        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
        return plan;
    }

    // Longer names first, where one begins with another.
    private static readonly (string Name, string Value)[] Values =
    [
        ("places", "ARRAY[0, 1]"),
        ("tenants", "ARRAY['tenant-7', 'tenant-8']"),
        ("nows", "ARRAY[now(), now()]"),
        ("addresses", "ARRAY['a7.test', 'a8.test']"),
        ("address", "'a7.test'"),
        ("after_address", "'a7.test'"),
        ("after_reason", "1::smallint"),
        ("after_provider_id", "'00000000-0000-0000-0000-000000000000'::uuid"),
        ("after_event_id", "'e7'"),
        ("tenant", "'tenant-7'"),
        ("prefix_end", "'b'"),
        ("prefix", "'a'"),
        ("reason", "NULL::smallint"),
        ("now", "now()"),
        ("message_id", "'m7'"),
        ("most", "100"),
        ("ended_before", "'2026-01-02'::timestamptz"),
        ("received_before", "'2026-01-02'::timestamptz"),
        ("spellings", "ARRAY['r7.test']"),
        ("webhook_token_hash", "sha256('7')"),
    ];

    private static async Task FillAsync(PostgresUnderTest database) => await database.ExecuteAsync(
        $"""
         INSERT INTO {database.Schema}.email_event (tenant_id, provider_id, event_id, message_id, kind, recipient, occurred_at, received_at, reason, is_automatic, provider)
         SELECT 'tenant-' || n % 20, '{Guid.Empty}', 'e' || n, 'm' || n / 60, 3, 'r' || n / 60 || '.test', at, at, 0, false, 'sendgrid' FROM generate_series(1, 60000) AS n, LATERAL (SELECT '2026-01-01'::timestamptz + n * interval '1 minute' AS at) AS t;
         INSERT INTO {database.Schema}.email_recipient SELECT DISTINCT ON (tenant_id, message_id, recipient) tenant_id, message_id, provider_id, recipient, kind, reason, occurred_at, received_at FROM {database.Schema}.email_event;
         INSERT INTO {database.Schema}.email_suppression SELECT 'tenant-' || 7 + n % 2, 'a' || n || '.test', 1, 2, now(), CASE WHEN n % 10 = 0 THEN '2026-01-01'::timestamptz + n * interval '1 minute' END FROM generate_series(1, 60000) AS n;
         INSERT INTO {database.Schema}.notification_providers (tenant_id, id, channel, provider, config, config_key_id, priority, enabled, version, webhook_token_hash, created_at, updated_at)
         SELECT 'tenant-' || n % 20, gen_random_uuid(), 'email', 'sendgrid', decode(repeat('ab', 200), 'hex'), 'k1', 0, true, 1, sha256(n::text::bytea), now(), now() FROM generate_series(1, 2000) AS n;
         ANALYZE {database.Schema}.email_event, {database.Schema}.email_recipient, {database.Schema}.email_suppression, {database.Schema}.notification_providers
         """);
}
