using Leadmetrics.Notifications.Cli.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Cli.Databases;

/// <summary>A database that was named.</summary>
/// <param name="Source">The option or variable that named it.</param>
/// <param name="Kind">Which store.</param>
/// <param name="Place">A file, or a connection string, which may hold a password.</param>
/// <param name="Schema">The PostgreSQL schema; <see langword="null"/>: the default.</param>
internal sealed record Database(string Source, DatabaseKind Kind, string Place, string? Schema)
{
    public void Use(NotificationsBuilder builder)
    {
        try
        {
            _ = Kind == DatabaseKind.Sqlite
                ? builder.UseSqlite(Place)
                : builder.UsePostgres(Place, options => options.Schema = Schema ?? options.Schema);
        }
        catch (ArgumentException refused)
        {
            // Behind the sentence stands the name of a parameter, which nobody typed.
            var sentence = refused.Message.Split(" (Parameter", 2)[0];
            throw Refusal.Configuration(Source, $"cannot be used: {sentence}");
        }
    }

    // The connection string stays out of logs and errors.
    public override string ToString() => $"{Kind} by {Source}";
}
