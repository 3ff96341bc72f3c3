using System.Globalization;
using System.Security.Cryptography;

namespace Leadmetrics.Notifications.Queue.Working;

/// <summary>What a worker is called in the database: another name in each process and for each start.</summary>
internal static class WorkerName
{
    private const int MaxMachine = 40;

    /// <summary>The machine, the process and four random octets; at most 64 characters.</summary>
    public static string Make()
    {
        var machine = new string([.. Environment.MachineName.Where(char.IsAscii).Take(MaxMachine)]);
        return string.Create(CultureInfo.InvariantCulture, $"{machine}/{Environment.ProcessId}/{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}");
    }
}
