using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.Options;

namespace NotificationsWorker;

/// <summary>Runs the host, and says by the exit code how it ended: whoever starts it again looks at that first.</summary>
internal static class Ending
{
    /// <summary>It was told to stop, and what was under way has ended.</summary>
    private const int Stopped = 0;

    /// <summary>The database did not answer when it started. Starting it again may help. Later on it waits for the database by itself.</summary>
    private const int TryAgain = 1;

    /// <summary>Its settings are wrong, or the database is not the one that it knows. Starting it again will not help.</summary>
    private const int Misconfigured = 3;

    public static async Task<int> RunAsync(HostApplicationBuilder builder)
    {
        try
        {
            using var host = builder.Build();
            await host.RunAsync();
            return Stopped;
        }
        catch (OptionsValidationException wrong)
        {
            return await SayAsync(Misconfigured, wrong.Message);
        }
        catch (StoreException failed)
        {
            return await SayAsync(failed.IsTransient ? TryAgain : Misconfigured, failed.Message);
        }
    }

    private static async Task<int> SayAsync(int code, string why)
    {
        await Console.Error.WriteLineAsync(why);
        return code;
    }
}
