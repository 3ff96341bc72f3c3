using System.Globalization;
using System.Security.Cryptography;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Tenancy;
using Xunit;

namespace Leadmetrics.Conformance.Stores;

/// <summary>Rows to store and to compare.</summary>
public static class Rows
{
    public static DateTimeOffset At { get; } = Instant("2026-03-04T05:06:07.123456Z");

    public static TenantId Acme { get; } = new("acme");

    public static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>A row that serves, with null wherever null may be.</summary>
    public static ProviderRow Serving(TenantId? tenant = null, Guid? id = null) => new()
    {
        Tenant = tenant ?? Acme,
        Id = id ?? Guid.NewGuid(),
        Provider = "smtp",
        Config = new byte[] { 1, 2, 3 },
        ConfigKeyId = "k1",
        VerifiedAt = At,
        CreatedAt = At,
        UpdatedAt = At,
    };

    /// <summary>A row with a value in every column, none of them a default.</summary>
    public static ProviderRow Full(TenantId? tenant = null) => Full(Serving(tenant));

    /// <summary>Bytes of every value, zero among them.</summary>
    public static byte[] Bytes(int count, int seed) => [.. Enumerable.Range(0, count).Select(i => (byte)(i * 7 + seed))];

    /// <summary>Compares every column by value; two memories of a record would compare by place.</summary>
    public static void AssertEqual(ProviderRow expected, ProviderRow? actual)
    {
        ArgumentNullException.ThrowIfNull(expected);
        Assert.NotNull(actual);
        AssertEqual(expected.Config, actual.Config);
        AssertEqual(expected.PendingConfig, actual.PendingConfig);
        AssertEqual(expected.OAuthState, actual.OAuthState);
        AssertEqual(expected.WebhookTokenHash, actual.WebhookTokenHash);
        Assert.Equal(Plain(expected), Plain(actual));
    }

    private static ProviderRow Full(ProviderRow row) => row with
    {
        Provider = "sendgrid",
        Config = Bytes(300, 1),
        PendingConfig = Bytes(301, 2),
        ConfigKeyId = "key-2026-03",
        OAuthState = Bytes(302, 3),
        WebhookTokenHash = SHA256.HashData(row.Id.ToByteArray()),
        Priority = -7,
        Enabled = false,
        VerifiedAt = At.AddMicroseconds(1),
        LastError = "The server said: größer als 25 MB 📎",
        LastErrorAt = At.AddMicroseconds(2),
        CreatedAt = At.AddMicroseconds(3),
        UpdatedAt = At.AddMicroseconds(4),
    };

    private static ProviderRow Plain(ProviderRow row) =>
        row with { Config = default, PendingConfig = null, OAuthState = null, WebhookTokenHash = null };

    private static void AssertEqual(ReadOnlyMemory<byte>? expected, ReadOnlyMemory<byte>? actual) => Assert.Equal(expected?.ToArray(), actual?.ToArray());
}
