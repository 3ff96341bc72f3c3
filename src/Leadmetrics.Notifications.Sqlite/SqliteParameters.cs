using System.Buffers;
using System.Data;
using System.Text;
using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Leadmetrics.Notifications.Sqlite;

/// <summary>Parameters with their types said, so that no type handler that a host gave to Dapper comes between.</summary>
internal sealed class SqliteParameters : SqlMapper.IDynamicParameters
{
    private readonly List<SqliteParameter> _parameters = [];

    public SqliteParameters Text(string name, string? value) => Add(name, SqliteType.Text, value);

    /// <summary>Texts as one array in JSON, for <c>json_each</c>.</summary>
    public SqliteParameters Texts(string name, IEnumerable<string> values)
    {
        var octets = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(octets))
        {
            writer.WriteStartArray();
            foreach (var value in values) writer.WriteStringValue(value);
            writer.WriteEndArray();
        }

        return Text(name, Encoding.UTF8.GetString(octets.WrittenSpan));
    }

    /// <summary>The same where there may be none.</summary>
    public SqliteParameters TextsOrNull(string name, IEnumerable<string>? values) => values is null ? Text(name, null) : Texts(name, values);

    public SqliteParameters Id(string name, Guid value) => Add(name, SqliteType.Text, value.ToString("D"));

    public SqliteParameters Integer(string name, long? value) => Add(name, SqliteType.Integer, value);

    public SqliteParameters Boolean(string name, bool value) => Add(name, SqliteType.Integer, value ? 1L : 0L);

    public SqliteParameters Blob(string name, ReadOnlyMemory<byte>? value) => Add(name, SqliteType.Blob, value?.ToArray());

    public SqliteParameters Instant(string name, DateTimeOffset? value) =>
        Add(name, SqliteType.Integer, value is { } instant ? SqliteInstant.ToMicroseconds(instant) : null);

    /// <summary>Gives a command these parameters in the place of those of its last run.</summary>
    public void Fill(SqliteCommand command)
    {
        command.Parameters.Clear();
        foreach (var parameter in _parameters) command.Parameters.Add(parameter);
    }

    void SqlMapper.IDynamicParameters.AddParameters(IDbCommand command, SqlMapper.Identity identity)
    {
        foreach (var parameter in _parameters) command.Parameters.Add(parameter);
    }

    private SqliteParameters Add(string name, SqliteType type, object? value)
    {
        _parameters.Add(new SqliteParameter(name, type) { Value = value ?? DBNull.Value });
        return this;
    }
}
