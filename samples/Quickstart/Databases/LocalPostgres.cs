using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace Quickstart.Databases;

/// <summary>A PostgreSQL of this demo's own, from the programs that are installed here: on 127.0.0.1, in the demo's folder, stopped when it ends.</summary>
internal sealed class LocalPostgres : Database
{
    private static readonly string[] Programs = ["initdb", "pg_ctl", "postgres"];
    private readonly string _bin;
    private readonly string _data;
    private readonly int _port;
    private readonly string? _user;

    private LocalPostgres(string bin, string data, int port, string? user) => (_bin, _data, _port, _user) = (bin, data, port, user);

    public override string Description => $"PostgreSQL, started from {_bin} on 127.0.0.1:{_port}, stopped when this ends";

    /// <summary>Starts it; <see langword="null"/> where PostgreSQL is not installed.</summary>
    public static async Task<LocalPostgres?> TryStartAsync(TemporaryFolder folder, CancellationToken cancellationToken)
    {
        if (FindPrograms() is not { } bin) return null;

        // PostgreSQL refuses to run as root; Debian's package brings a user for it.
        var user = Environment.UserName == "root" ? "postgres" : null;
        var postgres = new LocalPostgres(bin, folder.File("postgres"), FreePort(), user);
        await postgres.InitialiseAsync(folder, cancellationToken);
        try
        {
            var options = string.Create(CultureInfo.InvariantCulture, $"-c listen_addresses=127.0.0.1 -c port={postgres._port} -c unix_socket_directories='' -c fsync=off");
            await postgres.RunAsync("pg_ctl", ["-D", postgres._data, "-l", Path.Combine(postgres._data, "log"), "-w", "-o", options, "start"], cancellationToken);
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    public override void Use(NotificationsBuilder notifications) =>
        notifications.UsePostgres($"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres");

    public override async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(_data, "postmaster.pid"))) await RunAsync("pg_ctl", ["-D", _data, "-m", "fast", "-w", "stop"], CancellationToken.None);
    }

    private async Task InitialiseAsync(TemporaryFolder folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_data);
        if (_user is not null && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder.Path, File.GetUnixFileMode(folder.Path) | UnixFileMode.OtherExecute);
            await Tool.RunAsync("chown", [_user, _data], cancellationToken);
        }

        await RunAsync("initdb", ["-D", _data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"], cancellationToken);
    }

    private Task<string> RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        var path = Path.Combine(_bin, program);
        return _user is null ? Tool.RunAsync(path, arguments, cancellationToken) : Tool.RunAsync("runuser", ["-u", _user, "--", path, .. arguments], cancellationToken);
    }

    private static string? FindPrograms()
    {
        const string Debian = "/usr/lib/postgresql";
        var folders = Directory.Exists(Debian)
            ? Directory.GetDirectories(Debian).OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0).Select(folder => Path.Combine(folder, "bin"))
            : [];
        var extension = OperatingSystem.IsWindows() ? ".exe" : "";
        return folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(folder => Programs.All(program => File.Exists(Path.Combine(folder, program + extension))));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
