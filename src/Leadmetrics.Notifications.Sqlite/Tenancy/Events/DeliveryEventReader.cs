using System.Data.Common;
using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Tenancy.Events;

namespace Leadmetrics.Notifications.Sqlite.Tenancy.Events;

/// <summary>Reads events and statuses in the column order of their SELECTs. By hand, because Dapper's mapping obeys type handlers that belong to the host.</summary>
internal static class DeliveryEventReader
{
    public static DeliveryEvent Event(DbDataReader reader) => new()
    {
        Tenant = new TenantId(reader.GetString(0)),
        ProviderId = ProviderId(reader, 1),
        EventId = reader.GetString(2),
        MessageId = reader.GetString(3),
        Kind = (DeliveryEventKind)reader.GetInt32(4),
        Recipient = reader.GetString(5),
        OccurredAt = Instant(reader, 6),
        ReceivedAt = Instant(reader, 7),
        Reason = (DeliveryReason)reader.GetInt32(8),
        Code = reader.IsDBNull(9) ? null : reader.GetInt32(9),
        EnhancedCode = Text(reader, 10),
        Detail = Text(reader, 11),
        Url = Text(reader, 12),
        IsAutomatic = reader.GetInt64(13) == 1,
        Provider = reader.GetString(14),
        Metadata = DeliveryMetadata.Read(Text(reader, 15)),
        Raw = Text(reader, 16),
    };

    public static RecipientStatus Status(DbDataReader reader) =>
        new(reader.GetString(0), ProviderId(reader, 1), (DeliveryEventKind)reader.GetInt32(2), (DeliveryReason)reader.GetInt32(3), Instant(reader, 4));

    public static HeardMessage Heard(DbDataReader reader) =>
        new(reader.GetString(0), ProviderId(reader, 1), (DeliveryEventKind)reader.GetInt32(2), (DeliveryReason)reader.GetInt32(3), Instant(reader, 4));

    private static Guid? ProviderId(DbDataReader reader, int column)
    {
        var id = Guid.ParseExact(reader.GetString(column), "D");
        return id == Guid.Empty ? null : id;
    }

    private static string? Text(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static DateTimeOffset Instant(DbDataReader reader, int column) => SqliteInstant.FromMicroseconds(reader.GetInt64(column));
}
