using System.Data.Common;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Chaos.Storing;

/// <summary>What whoever asks a store under chaos has to live with.</summary>
internal static class Outage
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    /// <summary>Whether the store is down, is locked, or has cut somebody off.</summary>
    public static bool Is(Exception thrown) => thrown is StoreException or DbException or TimeoutException or IOException;

    /// <summary>Does what needs the store until it is there.</summary>
    public static async Task OutlastAsync(Func<Task> act)
    {
        while (true)
        {
            try
            {
                await act();
                return;
            }
            catch (Exception down) when (Is(down))
            {
                await Task.Delay(Pause, TimeProvider.System);
            }
        }
    }
}
