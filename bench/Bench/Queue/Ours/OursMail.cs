using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Bench.Queue.Ours;

/// <summary>The mail that is queued, as a message and as a store takes it.</summary>
internal static class OursMail
{
    public static TenantId Tenant(int number, QueueOrder order) => new(string.Create(CultureInfo.InvariantCulture, $"tenant-{number % order.Tenants}"));

    public static EmailMessage Message(QueueOrder order) => new() { To = [new EmailAddress("to@bench.test")], Subject = "Benchmark", Text = Text(order.BodySize) };

    public static NewMail Stored(int number, QueueOrder order, byte[] body, byte[] hash)
    {
        var id = Guid.CreateVersion7();
        return new NewMail { Tenant = Tenant(number, order), Id = id, MessageId = $"{id:N}@bench.test", Body = body, BodyHash = hash };
    }

    public static (byte[] Body, byte[] Hash) Octets(QueueOrder order)
    {
        var body = Encoding.UTF8.GetBytes(Text(order.BodySize));
        return (body, SHA256.HashData(body));
    }

    private static string Text(int octets) => string.Concat(Enumerable.Repeat("figures ", (octets / 8) + 1))[..octets];
}
