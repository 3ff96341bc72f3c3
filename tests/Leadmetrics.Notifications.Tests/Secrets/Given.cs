using System.Text;
using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Tests.Secrets;

/// <summary>Fixed inputs of the sealing tests. The keys are counting bytes: nobody's.</summary>
internal static class Given
{
    public static readonly SealContext Context = new(new TenantId("acme"), new Guid("0192f3c4-5a6b-7c8d-9e0f-112233445566"), "email", "config", "smtp/1");

    public static readonly byte[] Plaintext = Encoding.UTF8.GetBytes("""{"host":"smtp.example.com","user":"jane","pass":"gr\u00fcn \u00e9t\u00e9"}""");

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static byte[] Counting(int from, int count) => [.. Enumerable.Range(from, count).Select(i => (byte)i)];

    public static KeyOptions Key(int from, string? id = null, KeyState state = KeyState.Active) =>
        new() { Key = Convert.ToBase64String(Counting(from, 32)), Id = id, State = state };

    public static KeyRing Ring(params KeyOptions[] keys) => new(keys.Select(key => LocalKey.Read(key, out var error) ?? throw new InvalidOperationException(error)));

    public static IConfigProtector Protector(params KeyOptions[] keys) => new ConfigProtector(Ring(keys));
}
