using System.Collections.Concurrent;

namespace Leadmetrics.Notifications.Sqlite;

/// <summary>The statements of the embedded .sql files. Values travel as parameters only.</summary>
internal static class SqliteSql
{
    private static readonly ConcurrentDictionary<string, string> Statements = new(StringComparer.Ordinal);

    /// <summary>One statement with LF line ends, by folder and file name without extension, for example <c>Tenancy.FindProvider</c>.</summary>
    public static string Read(string name) => Statements.GetOrAdd(name, static name =>
    {
        var resource = $"{typeof(SqliteSql).Namespace}.{name}.sql";
        using var stream = typeof(SqliteSql).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The assembly holds no {resource}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    });
}
