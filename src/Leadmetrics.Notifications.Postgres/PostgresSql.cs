using System.Collections.Concurrent;

namespace Leadmetrics.Notifications.Postgres;

/// <summary>The statements of the embedded .sql files, with the token <c>{schema}</c> replaced by one schema's quoted name.</summary>
/// <remarks>Nothing else is ever put into a statement: values travel as parameters.</remarks>
internal sealed class PostgresSql
{
    private readonly ConcurrentDictionary<string, string> _statements = new(StringComparer.Ordinal);
    private readonly string _quotedSchema;

    public PostgresSql(string schema)
    {
        if (PostgresStoreOptionsCheck.Check(schema) is { } error) throw new ArgumentException($"The schema {error}", nameof(schema));
        _quotedSchema = $"\"{schema}\"";
    }

    /// <summary>One statement, by folder and file name without extension, for example <c>Tenancy.FindProvider</c>.</summary>
    public string this[string name] => _statements.GetOrAdd(name, static (name, self) => self.Bind(ReadFile(name)), this);

    /// <summary>Puts the schema into a statement.</summary>
    public string Bind(string text) => text.Replace("{schema}", _quotedSchema, StringComparison.Ordinal);

    /// <summary>A file's text with LF line ends, whatever the checkout made of it.</summary>
    public static string ReadFile(string name)
    {
        var resource = $"{typeof(PostgresSql).Namespace}.{name}.sql";
        using var stream = typeof(PostgresSql).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The assembly holds no {resource}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
