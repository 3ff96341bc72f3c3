using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Leadmetrics.Peers;

/// <summary>A PostgreSQL server: the one that LEADMETRICS_POSTGRES names, else a throwaway cluster from local binaries.</summary>
public sealed class PostgresPeer(PostgresPeerOptions options) : IPeer
{
    private const string Name = "postgres";
    private readonly PostgresPeerOptions _options = options;
    private string? _connectionString;
    private Tether? _tether;

    public PostgresPeer()
        : this(new PostgresPeerOptions())
    {
    }

    /// <summary>In the form that Npgsql reads; the database is <c>postgres</c>, or what LEADMETRICS_POSTGRES names.</summary>
    public string ConnectionString => _connectionString ?? throw NotStarted();

    /// <summary>The server's process id; only of a cluster of its own.</summary>
    public int ProcessId => Own.ProcessId;

    /// <summary>Whether the server is a cluster of the peer's own.</summary>
    public bool IsOwn => _tether is not null;

    /// <summary>The folder that goes with the server; only of a cluster of its own.</summary>
    public string Folder => Own.Folder;

    private Tether Own => _tether ?? throw new InvalidOperationException("This peer is not a cluster of its own: ask for one with Durable, or unset LEADMETRICS_POSTGRES.");

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (_options is { ConnectionString: { } given, Durable: false })
        {
            _connectionString = given;
            return;
        }
        Executables.RequireLinux(Name);
        if (PostgresBinaries.Folder() is not { } bin)
        {
            PeerPolicy.Missing(Name, "set LEADMETRICS_POSTGRES to the connection string of a server (./dev up starts one in Docker), or install one (Debian: apt-get install postgresql).");
            return;
        }
        var port = FreePorts.Reserve();
        _tether = await Tether.CreateAsync(
            Name,
            "QUIT",
            folder => [Executables.Bash, PeerFiles.Path("postgres.sh"), folder, port.ToString(CultureInfo.InvariantCulture), bin, _options.Durable ? "1" : "0"],
            cancellationToken);
        await _tether.StartAsync(IsReady, cancellationToken);
        _connectionString = $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres";
    }

    /// <summary>Ends the server as a crash would: no checkpoint, all connections cut.</summary>
    public Task StopImmediateAsync(CancellationToken cancellationToken = default) => Own.StopAsync("QUIT", cancellationToken);

    /// <summary>Starts it again, on the same port and the same data, after <see cref="StopImmediateAsync"/>.</summary>
    public Task RestartAsync(CancellationToken cancellationToken = default) => Own.StartAsync(IsReady, cancellationToken);

    /// <summary>Makes an empty database and returns its connection string. Dropped with the cluster; on a given server, by whoever made it.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken = default)
    {
        var name = "lmn_" + RandomNumberGenerator.GetHexString(12, lowercase: true);
        await ExecuteAsync($"CREATE DATABASE {name}", cancellationToken: cancellationToken);
        return new DbConnectionStringBuilder { ConnectionString = ConnectionString, ["Database"] = name }.ConnectionString;
    }

    /// <summary>Runs SQL through psql and returns what it prints: rows as lines, columns separated by <c>|</c>.</summary>
    /// <param name="sql">One or more statements; the first error ends it.</param>
    /// <param name="connectionString">Where; null is <see cref="ConnectionString"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="PeerFailedException">There is no psql, or the server refused.</exception>
    public async Task<string> ExecuteAsync(string sql, string? connectionString = null, CancellationToken cancellationToken = default)
    {
        var bin = PostgresBinaries.Folder();
        var psql = bin is not null && File.Exists(Path.Combine(bin, "psql")) ? Path.Combine(bin, "psql") : Executables.Find("psql");
        if (psql is null)
            throw new PeerFailedException("psql is missing (Debian: apt-get install postgresql-client).");
        var result = await Command.RunAsync(
            psql,
            ["--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--no-password", "--set", "ON_ERROR_STOP=1"],
            Encoding.UTF8.GetBytes(sql),
            PsqlEnvironment(connectionString ?? ConnectionString),
            cancellationToken);
        return result.ExitCode == 0 ? result.Output.TrimEnd('\n') : throw new PeerFailedException($"psql: {result.Errors}");
    }

    public ValueTask DisposeAsync() => _tether?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static bool IsReady(string line) => line.Contains("database system is ready to accept connections", StringComparison.Ordinal);

    private static InvalidOperationException NotStarted() => new("The peer was not started.");

    private static Dictionary<string, string> PsqlEnvironment(string connectionString)
    {
        var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
        var environment = new Dictionary<string, string>();
        Add("PGHOST", "Host", "Server");
        Add("PGPORT", "Port");
        Add("PGUSER", "Username", "User Name", "User Id", "UserId", "User");
        Add("PGPASSWORD", "Password", "Pwd");
        Add("PGDATABASE", "Database", "DB");
        return environment;

        void Add(string variable, params string[] keys)
        {
            foreach (var key in keys)
            {
                if (given.TryGetValue(key, out var value))
                    environment[variable] = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            }
        }
    }
}
