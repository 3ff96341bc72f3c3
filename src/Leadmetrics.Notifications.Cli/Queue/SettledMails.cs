using System.Globalization;
using System.Text.Json.Nodes;

namespace Leadmetrics.Notifications.Cli.Queue;

/// <summary>What became of the mails that a worker took.</summary>
/// <param name="Sent">Sent, to all or to some of their recipients.</param>
/// <param name="Deferred">To be tried again.</param>
/// <param name="Held">Nobody knows whether they arrived.</param>
/// <param name="Dead">Dead letters.</param>
/// <param name="Released">Given back untried: an account waits, or a limit is reached.</param>
internal readonly record struct SettledMails(long Sent, long Deferred, long Held, long Dead, long Released)
{
    public long Total => Sent + Deferred + Held + Dead + Released;

    public string Since(SettledMails before, TimeSpan elapsed)
    {
        var rate = elapsed > TimeSpan.Zero ? (Sent - before.Sent) / elapsed.TotalSeconds : 0;
        var now = new SettledMails(Sent - before.Sent, Deferred - before.Deferred, Held - before.Held, Dead - before.Dead, Released - before.Released);
        return string.Create(CultureInfo.InvariantCulture, $"{now} ({rate:0.0}/s)");
    }

    public JsonObject ToJson() => new() { ["sent"] = Sent, ["deferred"] = Deferred, ["held"] = Held, ["dead"] = Dead, ["released"] = Released };

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Sent} sent, {Deferred} deferred, {Held} held, {Dead} dead, {Released} released");
}
