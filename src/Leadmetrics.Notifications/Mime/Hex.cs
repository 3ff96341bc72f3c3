namespace Leadmetrics.Notifications.Mime;

/// <summary>An octet as a mark and two upper-case hex digits: <c>=3D</c>, <c>%3D</c>.</summary>
internal static class Hex
{
    private static ReadOnlySpan<byte> Digits => "0123456789ABCDEF"u8;

    public static void Write(Span<byte> output, byte mark, byte octet)
    {
        output[2] = Digits[octet & 0xF];
        output[1] = Digits[octet >> 4];
        output[0] = mark;
    }
}
