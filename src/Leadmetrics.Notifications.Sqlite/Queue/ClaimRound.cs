using System.Data.Common;
using System.Text.Json;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Sqlite.Queue;

/// <summary>Finds what a worker may take: one suspect where it takes one, then of each tenant in turn what its quantum lets through, the transactional lane first.</summary>
/// <remarks>The round goes from behind the tenant that the last one ended at to the end, then from the beginning, and no tenant comes twice. It writes nothing.</remarks>
internal sealed class ClaimRound(PreparedStatements statements, ClaimRequest request, DateTimeOffset now)
{
    private static readonly QueueLane[] Lanes = Enum.GetValues<QueueLane>();

    private readonly HashSet<string> _except = [.. request.Except.Select(tenant => tenant.Value)];
    private readonly HashSet<string> _oneEach = [.. request.OneEach.Select(tenant => tenant.Value)];
    private readonly List<ClaimedMail> _mails = [];
    private string? _cursor = request.After;
    private long? _nextDue;

    /// <summary>The mails, as they will be held once they are claimed; without their bodies.</summary>
    public async Task<ClaimedMails> FindAsync(CancellationToken cancellationToken)
    {
        var suspect = request.Suspects ? await FindSuspectAsync(cancellationToken).ConfigureAwait(false) : null;
        if (suspect is not null) _mails.Add(suspect);
        if (!await WalkAsync(request.After ?? "", null, suspect, cancellationToken).ConfigureAwait(false) && request.After is { } after)
            await WalkAsync("", after, suspect, cancellationToken).ConfigureAwait(false);
        TimeSpan? nextDue = _mails.Count == 0 && _nextDue is { } due ? SqliteInstant.FromMicroseconds(due) - now : null;
        return new ClaimedMails(_mails, [], _cursor, nextDue);
    }

    private async Task<ClaimedMail?> FindSuspectAsync(CancellationToken cancellationToken)
    {
        var reader = await statements.ReadAsync("ListSuspects", new SqliteParameters().Instant("now", now), cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (!_except.Contains(reader.GetString(0))) return Read(reader);
            }
        }

        return null;
    }

    // True: the worker has enough.
    private async Task<bool> WalkAsync(string after, string? last, ClaimedMail? suspect, CancellationToken cancellationToken)
    {
        var reader = await statements.ReadAsync("WalkTenants", new SqliteParameters().Text("after", after), cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (_mails.Count < request.Most && await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                var tenant = reader.GetString(0);
                // By the order of the file: UTF-8, whose octets are ordered as code points are, and UTF-16's units are not.
                if (last is not null && Utf8Order.Compare(tenant, last) > 0) return false;
                if (_except.Contains(tenant)) continue;
                var most = _oneEach.Contains(tenant) ? 1 : Math.Min(int.MaxValue, (long)request.Quantum * reader.GetInt32(1));
                if (suspect?.Lease.Tenant.Value == tenant) most--;
                for (var lane = 0; lane < Lanes.Length && most > 0 && _mails.Count < request.Most; lane++)
                {
                    if (reader.IsDBNull(2 + lane)) continue;
                    if (reader.GetInt64(2 + lane) is var dueAt && dueAt > SqliteInstant.ToMicroseconds(now))
                    {
                        _nextDue = Math.Min(_nextDue ?? dueAt, dueAt);
                        continue;
                    }

                    most -= await TakeAsync(tenant, Lanes[lane], (int)Math.Min(most, request.Most - _mails.Count), cancellationToken).ConfigureAwait(false);
                }
            }
        }

        return _mails.Count >= request.Most;
    }

    private async Task<int> TakeAsync(string tenant, QueueLane lane, int most, CancellationToken cancellationToken)
    {
        var parameters = new SqliteParameters().Text("tenant", tenant).Integer("lane", (int)lane).Instant("now", now).Integer("most", most);
        var due = await statements.ListAsync("ListDue", parameters, Read, cancellationToken).ConfigureAwait(false);
        _mails.AddRange(due);
        _cursor = tenant;
        return due.Count;
    }

    private ClaimedMail Read(DbDataReader reader) => new()
    {
        Lease = new MailLease(new TenantId(reader.GetString(0)), Guid.ParseExact(reader.GetString(1), "D"), reader.GetInt64(2) + 1),
        MessageId = "",
        Date = now,
        Lane = (QueueLane)reader.GetInt32(3),
        Waited = now - SqliteInstant.FromMicroseconds(reader.GetInt64(4)),
        ExpiresIn = SqliteInstant.FromMicroseconds(reader.GetInt64(5)) - now,
        Attempt = reader.GetInt32(6),
        Crashes = reader.GetInt32(7),
        OnUncertain = (OnUncertain)reader.GetInt32(8),
        Open = reader.IsDBNull(9) ? null : ReadOpen(reader.GetString(9)),
        Pinned = reader.IsDBNull(10) ? null : reader.GetString(10),
        Body = null,
    };

    private static List<string> ReadOpen(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(static address => address.GetString()!)];
    }
}
