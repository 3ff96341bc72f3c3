using System.Buffers.Binary;
using System.Text;

namespace Leadmetrics.Notifications.Secrets;

/// <summary>Where a sealed config stands. It opens nowhere else.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="RowId">The row's id.</param>
/// <param name="Channel">The channel, for example <c>email</c>.</param>
/// <param name="Column">The column, for example <c>config</c>.</param>
/// <param name="Format">What the plaintext is, for example <c>smtp/1</c>.</param>
public readonly record struct SealContext(TenantId Tenant, Guid RowId, string Channel, string Column, string Format)
{
    /// <summary>Header, tenant, row, channel, column and format, each behind its length (u32, big-endian).</summary>
    internal byte[] ToAdditionalData(ReadOnlySpan<byte> header)
    {
        Span<byte> row = stackalloc byte[16];
        RowId.TryWriteBytes(row, bigEndian: true, out _);
        using var data = new MemoryStream();
        Append(data, header);
        Append(data, Encoding.UTF8.GetBytes(Tenant.Value));
        Append(data, row);
        Append(data, Encoding.UTF8.GetBytes(Channel));
        Append(data, Encoding.UTF8.GetBytes(Column));
        Append(data, Encoding.UTF8.GetBytes(Format));
        return data.ToArray();
    }

    private static void Append(MemoryStream data, ReadOnlySpan<byte> value)
    {
        Span<byte> length = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(length, (uint)value.Length);
        data.Write(length);
        data.Write(value);
    }
}
