using System.Data.Common;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Postgres.Tenancy;

/// <summary>Reads one row in the column order of all SELECTs. By hand, because Dapper's mapping obeys type handlers that belong to the host.</summary>
internal static class ProviderRowReader
{
    public static ProviderRow Read(DbDataReader reader) => new()
    {
        Tenant = new TenantId(reader.GetString(0)),
        Id = reader.GetGuid(1),
        Channel = reader.GetString(2),
        Provider = reader.GetString(3),
        Config = reader.GetFieldValue<byte[]>(4),
        PendingConfig = Bytes(reader, 5),
        ConfigKeyId = reader.GetString(6),
        OAuthState = Bytes(reader, 7),
        WebhookTokenHash = Bytes(reader, 8),
        Priority = reader.GetInt32(9),
        Enabled = reader.GetBoolean(10),
        Version = reader.GetInt64(11),
        VerifiedAt = reader.IsDBNull(12) ? null : PostgresInstant.Read(reader, 12),
        LastError = reader.IsDBNull(13) ? null : reader.GetString(13),
        LastErrorAt = reader.IsDBNull(14) ? null : PostgresInstant.Read(reader, 14),
        CreatedAt = PostgresInstant.Read(reader, 15),
        UpdatedAt = PostgresInstant.Read(reader, 16),
    };

    // Not the conditional operator: it would turn a null byte[] into an empty memory.
    private static ReadOnlyMemory<byte>? Bytes(DbDataReader reader, int column)
    {
        if (reader.IsDBNull(column)) return null;
        return reader.GetFieldValue<byte[]>(column);
    }
}
