using System.CommandLine;
using Leadmetrics.Notifications.Cli.Arguments;
using Leadmetrics.Notifications.Cli.Running;

namespace Leadmetrics.Notifications.Cli.Databases;

/// <summary>Which database: <c>LMN_DB</c>, another variable, or an SQLite file as an argument.</summary>
internal sealed class DatabaseOptions
{
    private const string Variable = "LMN_DB";
    private const string Postgres = "postgres:";
    private const string Sqlite = "sqlite:";

    private readonly Option<string?> _file = new("--db") { Description = "An SQLite file; PostgreSQL only by a variable, since a connection string holds a password.", HelpName = "sqlite:FILE" };
    private readonly Option<string?> _variable = new("--db-env") { Description = $"The variable that holds the database, in place of {Variable}.", HelpName = "VAR" };
    private readonly Option<string?> _schema = new("--schema") { Description = "The PostgreSQL schema; notifications where it is not given.", HelpName = "NAME" };

    public void AddTo(Command command)
    {
        command.Add(_file);
        command.Add(_variable);
        command.Add(_schema);
    }

    /// <summary>The database to use; nothing is opened.</summary>
    public Database Read(VerbRun run)
    {
        var (name, text) = Text(run);
        var schema = run.Get(_schema);
        if (text.StartsWith(Sqlite, StringComparison.OrdinalIgnoreCase) && text.Length > Sqlite.Length)
        {
            return schema is null ? new Database(name, DatabaseKind.Sqlite, text[Sqlite.Length..], null) : throw Refusal.Usage("--schema", "is for PostgreSQL: an SQLite file has none.");
        }

        return text.StartsWith(Postgres, StringComparison.OrdinalIgnoreCase) && text.Length > Postgres.Length
            ? new Database(name, DatabaseKind.Postgres, text[Postgres.Length..], schema)
            : throw Refusal.Configuration(name, "is neither postgres:CONNECTION (such as postgres:Host=db1;Database=mail;Username=app;Password=...) nor sqlite:FILE.");
    }

    private (string Name, string Text) Text(VerbRun run)
    {
        var file = run.Get(_file);
        var variable = run.Get(_variable);
        if (file is not null && variable is not null) throw Refusal.Usage("--db", "and --db-env exclude each other.");
        if (file is not null)
        {
            return file.StartsWith(Sqlite, StringComparison.OrdinalIgnoreCase)
                ? ("--db", file)
                : throw Refusal.Usage("--db", $"takes the form sqlite:FILE alone: a connection string may hold a password, so it goes into {Variable} or --db-env.");
        }

        if (variable is not null) return (variable, SecretSource.FromVariable("--db-env", variable)!);
        return Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } set
            ? (Variable, set)
            : throw Refusal.Configuration(Variable, "is not set: it names the database, postgres:CONNECTION or sqlite:FILE.");
    }
}
