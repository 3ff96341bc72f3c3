using Leadmetrics.Notifications.Telemetry;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>One loaded answer: the route, and what it is built of.</summary>
/// <param name="Route">The route.</param>
/// <param name="Rows">The serving rows by id.</param>
/// <param name="Until">Until when its handles send without asking again, as a timestamp of the clock.</param>
internal sealed record LoadedRoute(EmailRoute Route, IReadOnlyDictionary<Guid, LoadedRow> Rows, long Until)
{
    /// <summary>Has the rows' handles send by this answer.</summary>
    public void Serve()
    {
        foreach (var row in Rows.Values) row.Handle.Serve(row.Serving, Until);
    }

    /// <summary>Has the rows' handles ask again.</summary>
    public void Suspend()
    {
        foreach (var row in Rows.Values) row.Handle.Retire();
    }

    /// <summary>Retires the handles and connections of rows that another answer does not go on using; the task ends when their last sends have.</summary>
    public static async Task RetireAsync(IEnumerable<LoadedRow> rows, IReadOnlyDictionary<Guid, LoadedRow>? kept, ILogger logger)
    {
        var retired = new List<Task>();
        foreach (var row in rows)
        {
            if (kept is null || !kept.Values.Any(other => ReferenceEquals(other.Handle, row.Handle))) row.Handle.Retire();
            if (row.Built.Transport is { } transport && (kept is null || !kept.Values.Any(other => ReferenceEquals(other.Built.Transport, transport)))) retired.Add(transport.RetireAsync());
        }

        try
        {
            await Task.WhenAll(retired).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Log.RetireFailed(logger, failure);
        }
    }
}
