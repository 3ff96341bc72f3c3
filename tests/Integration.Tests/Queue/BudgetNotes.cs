using Leadmetrics.Chaos.Storing;
using Leadmetrics.Notifications.Tenancy.Budgets;

namespace Leadmetrics.Integration.Queue;

/// <summary>Notes every change of what is counted under limits, by a trigger, so that it can be told afterwards how much was taken in any window by the database's own clock.</summary>
/// <remarks>
/// What the store keeps is in pieces of time, and a window touches at most <see cref="RollingBudget.CountOf"/> of them. So where no such run of pieces holds more than the limit, no window does, wherever
/// it begins. What was given back (its mail did not reach a server's DATA) is taken off again; what is deleted since its window has passed is not.
/// </remarks>
internal sealed class BudgetNotes
{
    private readonly PostgresRows _rows;
    private readonly PassedTime _passed;

    private BudgetNotes(PostgresRows rows, PassedTime passed) => (_rows, _passed) = (rows, passed);

    public static async Task<BudgetNotes> BeginAsync(PostgresRows rows, PassedTime passed)
    {
        await rows.ExecuteAsync(
            $$"""
              CREATE TABLE {{rows.Schema}}.noted_budget (at timestamptz NOT NULL DEFAULT clock_timestamp(), tenant_id text NOT NULL, span text NOT NULL, bucket bigint NOT NULL, change bigint NOT NULL);
              CREATE FUNCTION {{rows.Schema}}.note_budget() RETURNS trigger LANGUAGE plpgsql AS $note$
              BEGIN
                  IF tg_op = 'INSERT' THEN
                      INSERT INTO {{rows.Schema}}.noted_budget (tenant_id, span, bucket, change) VALUES (new.tenant_id, new.span, new.bucket, new.used);
                  ELSIF tg_op = 'UPDATE' AND new.bucket = old.bucket THEN
                      INSERT INTO {{rows.Schema}}.noted_budget (tenant_id, span, bucket, change) VALUES (new.tenant_id, new.span, new.bucket, new.used - old.used);
                  ELSIF tg_op = 'DELETE' AND (old.bucket > floor(extract(epoch FROM clock_timestamp()) / ({{Seconds("old.span")}})) - (CASE old.span WHEN 'second' THEN 11 WHEN 'day' THEN 97 ELSE 61 END)) THEN
                      INSERT INTO {{rows.Schema}}.noted_budget (tenant_id, span, bucket, change) VALUES (old.tenant_id, old.span, old.bucket, -old.used);
                  END IF;
                  RETURN NULL;
              END $note$;
              CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON {{rows.Schema}}.email_budget FOR EACH ROW EXECUTE FUNCTION {{rows.Schema}}.note_budget()
              """);
        return new BudgetNotes(rows, passed);
    }

    /// <summary>How much counts now.</summary>
    public Task<long> UsedAsync(BudgetSpan span)
    {
        var word = Word(span);
        return _rows.SumAsync($"used FROM {_rows.Schema}.email_budget WHERE span = '{word}' AND bucket > floor(extract(epoch FROM clock_timestamp()) / ({Seconds("span")})) - {RollingBudget.CountOf(span)}");
    }

    /// <summary>How much was taken in all, and the most in any window.</summary>
    public async Task<(long Taken, long Most)> TakenAsync(BudgetSpan span)
    {
        var length = RollingBudget.BucketOf(span);
        var taken = new SortedDictionary<long, long>();
        foreach (var (at, bucket, change) in await _rows.AskAsync($"SELECT at, bucket, change FROM {_rows.Schema}.noted_budget WHERE span = '{Word(span)}'", row => (new DateTimeOffset(row.GetDateTime(0)), row.GetInt64(1), row.GetInt64(2))))
        {
            var piece = bucket + ((_passed.Of(at) - at).Ticks / length.Ticks);
            taken[piece] = taken.GetValueOrDefault(piece) + change;
        }

        var most = taken.Keys.Select(first => taken.Where(piece => piece.Key >= first && piece.Key < first + RollingBudget.CountOf(span)).Sum(piece => piece.Value)).DefaultIfEmpty().Max();
        return (taken.Values.Sum(), most);
    }

    private static string Word(BudgetSpan span) => span switch { BudgetSpan.Second => "second", BudgetSpan.Minute => "minute", BudgetSpan.Hour => "hour", _ => "day" };

    private static string Seconds(string span) => $"CASE {span} WHEN 'second' THEN 0.1 WHEN 'minute' THEN 1 WHEN 'hour' THEN 60 ELSE 900 END";
}
