using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Leadmetrics.Notifications.Postgres;

/// <summary>Lets through only schema names that stay one identifier wherever they stand in SQL.</summary>
internal sealed partial class PostgresStoreOptionsCheck : IValidateOptions<PostgresStoreOptions>
{
    public ValidateOptionsResult Validate(string? name, PostgresStoreOptions options) => Check(options.Schema) is { } error
        ? ValidateOptionsResult.Fail($"{nameof(PostgresStoreOptions)}.{nameof(PostgresStoreOptions.Schema)} {error}")
        : ValidateOptionsResult.Success;

    /// <summary>What is wrong with a schema name; null where nothing is.</summary>
    public static string? Check(string? schema)
    {
        if (string.IsNullOrEmpty(schema)) return "is empty: name the schema that holds the tables, for example 'notifications'.";
        if (!Identifier().IsMatch(schema))
            return "must be 1 to 63 of the characters A-Z a-z 0-9 _ and begin with no digit, for example 'notifications'.";
        return schema.StartsWith("pg_", StringComparison.OrdinalIgnoreCase) ? "must not begin with 'pg_': PostgreSQL keeps such names for itself." : null;
    }

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Identifier();
}
