using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Quickstart.Databases;

/// <summary>A PostgreSQL in a container, on 127.0.0.1, removed when the demo ends.</summary>
internal sealed class DockerPostgres : Database
{
    private const string Image = "postgres:17-alpine";
    private const int Tries = 120;
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(500);
    private readonly string _container;
    private string _address = "";

    private DockerPostgres(string container) => _container = container;

    public override string Description => $"PostgreSQL, {Image} in Docker on {_address}, removed when this ends";

    private string ConnectionString => $"Host={_address.Split(':')[0]};Port={_address.Split(':')[1]};Username=postgres;Database=postgres";

    public static async Task<DockerPostgres> StartAsync(CancellationToken cancellationToken)
    {
        Say.Line("PostgreSQL is not installed here, and LEADMETRICS_POSTGRES is not set: trying Docker");
        var container = await Tool.RunAsync("docker", ["run", "--rm", "--detach", "--env", "POSTGRES_HOST_AUTH_METHOD=trust", "--publish", "127.0.0.1::5432", Image], cancellationToken);
        var postgres = new DockerPostgres(container.Trim());
        try
        {
            postgres._address = (await Tool.RunAsync("docker", ["port", postgres._container, "5432/tcp"], cancellationToken)).Split('\n')[0].Trim();
            await postgres.UntilItAnswersAsync(cancellationToken);
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    public override void Use(NotificationsBuilder notifications) => notifications.UsePostgres(ConnectionString);

    public override async ValueTask DisposeAsync() => await Tool.RunAsync("docker", ["rm", "--force", _container], CancellationToken.None);

    private async Task UntilItAnswersAsync(CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        for (var i = 0; ; i++)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(cancellationToken);
                return;
            }
            catch (NpgsqlException) when (i < Tries)
            {
                // It starts twice: once to initialise itself, without TCP.
                await Task.Delay(Wait, TimeProvider.System, cancellationToken);
            }
        }
    }
}
