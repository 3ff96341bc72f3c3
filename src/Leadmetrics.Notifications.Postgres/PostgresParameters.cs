using System.Data;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace Leadmetrics.Notifications.Postgres;

/// <summary>Parameters with their types said, so that no type handler that a host gave to Dapper comes between.</summary>
internal sealed class PostgresParameters : SqlMapper.IDynamicParameters
{
    private readonly List<NpgsqlParameter> _parameters = [];

    public PostgresParameters Text(string name, string? value) => Add(name, NpgsqlDbType.Text, value);

    public PostgresParameters Texts(string name, IEnumerable<string?> values) => Add(name, NpgsqlDbType.Array | NpgsqlDbType.Text, values.ToArray());

    public PostgresParameters Uuids(string name, IEnumerable<Guid> values) => Add(name, NpgsqlDbType.Array | NpgsqlDbType.Uuid, values.ToArray());

    public PostgresParameters Dates(string name, IEnumerable<DateOnly> values) => Add(name, NpgsqlDbType.Array | NpgsqlDbType.Date, values.ToArray());

    public PostgresParameters Bigints(string name, IEnumerable<long> values) => Add(name, NpgsqlDbType.Array | NpgsqlDbType.Bigint, values.ToArray());

    public PostgresParameters Smallints(string name, IEnumerable<short> values) => Add(name, NpgsqlDbType.Array | NpgsqlDbType.Smallint, values.ToArray());

    public PostgresParameters NullableSmallints(string name, IEnumerable<short?> values) => Add(name, NpgsqlDbType.Array | NpgsqlDbType.Smallint, values.ToArray());

    public PostgresParameters Integers(string name, IEnumerable<int?> values) => Add(name, NpgsqlDbType.Array | NpgsqlDbType.Integer, values.ToArray());

    public PostgresParameters Booleans(string name, IEnumerable<bool> values) => Add(name, NpgsqlDbType.Array | NpgsqlDbType.Boolean, values.ToArray());

    public PostgresParameters Instants(string name, IEnumerable<DateTimeOffset?> values) => Add(name, NpgsqlDbType.Array | NpgsqlDbType.TimestampTz, values.Select(Cut).ToArray());

    public PostgresParameters Uuid(string name, Guid value) => Add(name, NpgsqlDbType.Uuid, value);

    public PostgresParameters Integer(string name, int value) => Add(name, NpgsqlDbType.Integer, value);

    public PostgresParameters Smallint(string name, short? value) => Add(name, NpgsqlDbType.Smallint, value);

    public PostgresParameters Date(string name, DateOnly value) => Add(name, NpgsqlDbType.Date, value);

    public PostgresParameters Bigint(string name, long value) => Add(name, NpgsqlDbType.Bigint, value);

    public PostgresParameters Boolean(string name, bool value) => Add(name, NpgsqlDbType.Boolean, value);

    public PostgresParameters Bytea(string name, ReadOnlyMemory<byte>? value) => Add(name, NpgsqlDbType.Bytea, value?.ToArray());

    /// <summary>An instant, cut to the microsecond: Npgsql rounds toward 2000, which is up before that year and down after it.</summary>
    public PostgresParameters Instant(string name, DateTimeOffset? value) => Add(name, NpgsqlDbType.TimestampTz, Cut(value));

    /// <summary>Octets as they are, uncopied: they must not change until the command has run.</summary>
    public PostgresParameters Octets(string name, ReadOnlyMemory<byte> value) => Add(name, NpgsqlDbType.Bytea, value);

    /// <summary>A length of time, cut to the microsecond.</summary>
    public PostgresParameters Span(string name, TimeSpan? value) =>
        Add(name, NpgsqlDbType.Interval, value is { } span ? new TimeSpan(span.Ticks - span.Ticks % TimeSpan.TicksPerMicrosecond) : null);

    public PostgresParameters Spans(string name, IEnumerable<TimeSpan> values) => Add(name, NpgsqlDbType.Array | NpgsqlDbType.Interval, values.ToArray());

    public PostgresParameters Byteas(string name, IEnumerable<ReadOnlyMemory<byte>?> values) =>
        Add(name, NpgsqlDbType.Array | NpgsqlDbType.Bytea, values.Select(value => value?.ToArray()).ToArray());

    /// <summary>Moves the parameters into a command that runs once.</summary>
    public void MoveTo(NpgsqlParameterCollection parameters)
    {
        foreach (var parameter in _parameters) parameters.Add(parameter);
        _parameters.Clear();
    }

    void SqlMapper.IDynamicParameters.AddParameters(IDbCommand command, SqlMapper.Identity identity)
    {
        // Copies: a parameter belongs to one command, and a read may be run twice.
        foreach (var parameter in _parameters) command.Parameters.Add(parameter.Clone());
    }

    private static DateTime? Cut(DateTimeOffset? value) =>
        value is { } instant ? new DateTime(instant.UtcTicks - instant.UtcTicks % TimeSpan.TicksPerMicrosecond, DateTimeKind.Utc) : null;

    private PostgresParameters Add(string name, NpgsqlDbType type, object? value)
    {
        _parameters.Add(new NpgsqlParameter(name, type) { Value = value ?? DBNull.Value });
        return this;
    }
}
