using Npgsql;

namespace Leadmetrics.Integration.Queue;

/// <summary>Asks a database that may be down.</summary>
internal static class Tries
{
    /// <summary>Whether something holds; not where nobody answers.</summary>
    public static async Task<bool> HoldsAsync(Func<Task<bool>> holds)
    {
        try
        {
            return await holds();
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
