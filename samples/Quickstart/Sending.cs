using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Tenancy;
using Quickstart.Platform;

namespace Quickstart;

/// <summary>Sends a mail for acme and one for globex: the same call, two providers.</summary>
internal static class Sending
{
    public static async Task<IReadOnlyList<Sent>> SendAsync(ITenantMailer mailer, PlatformAccount platform, CancellationToken cancellationToken)
    {
        var sent = new List<Sent>();
        foreach (var (tenant, to) in new[] { (Tenants.Acme, new EmailAddress("jane@customer.example", "Jane Customer")), (Tenants.Globex, platform.To) })
        {
            var message = Invoice.For(tenant, to);
            var result = await mailer.TrySendAsync(tenant, message, cancellationToken);
            sent.Add(new Sent(tenant, message, result));
            Say.Line(result.Failure is { } failure
                ? $"{tenant}: {result.Outcome}, {failure.Message} {failure.Remedy?.Sentence}"
                : $"{tenant}: {result.Outcome} by {result.Provider}, Message-ID <{result.MessageId}>{(result.ProviderMessageId is { } id ? $", there {id}" : "")}");
        }

        return sent;
    }
}
