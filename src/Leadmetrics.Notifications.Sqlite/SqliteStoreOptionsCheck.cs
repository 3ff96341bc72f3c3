using Microsoft.Extensions.Options;

namespace Leadmetrics.Notifications.Sqlite;

/// <summary>Lets through only what SQLite can be told.</summary>
internal sealed class SqliteStoreOptionsCheck : IValidateOptions<SqliteStoreOptions>
{
    public ValidateOptionsResult Validate(string? name, SqliteStoreOptions options) =>
        options.BusyTimeout >= TimeSpan.FromMilliseconds(1) && options.BusyTimeout <= TimeSpan.FromMinutes(10)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"{nameof(SqliteStoreOptions)}.{nameof(SqliteStoreOptions.BusyTimeout)} must be 1 millisecond to 10 minutes, not {options.BusyTimeout}.");
}
