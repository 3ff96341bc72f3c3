namespace Leadmetrics.Notifications.AspNetCore.Calls;

/// <summary>A value of the path as it was meant: routing leaves an escaped slash as it came, and addresses and Message-IDs may hold one.</summary>
internal static class PathValue
{
    public static string Of(string value) => value.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
