using System.Security.Cryptography;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy.Erasing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Leadmetrics.Conformance.Stores;

/// <summary>What every <see cref="IErasureStore"/> takes out of a queue with a recipient, and what it leaves.</summary>
public abstract class QueueErasureConformance
{
    protected const string Jane = "jane@customer.test";

    protected const string Sales = "sales@customer.test";

    private static readonly byte[] Own = [1, 2, 3];

    private static readonly byte[] Shared = [4, 5];

    /// <summary>What Jane is told by.</summary>
    protected static RecipientTrace Trace { get; } = RecipientTrace.Of(new EmailAddress(Jane));

    /// <summary>A fresh queue.</summary>
    protected abstract Task<QueueUnderTest> CreateAsync();

    [Fact]
    public async Task Contents_and_keys_of_mail_for_the_recipient_alone_go_and_what_other_mail_needs_stays()
    {
        await using var queue = await CreateAsync();
        await queue.EnqueueAsync(
            For([Jane], Own, Shared) with { IdempotencyKey = "alone" },
            For([Sales], Shared) with { IdempotencyKey = "other" },
            For([Jane, Sales], [6]) with { IdempotencyKey = "both" },
            For([Jane], Own) with { Tenant = Mails.Globex, IdempotencyKey = "alone" });

        Assert.Equal(new ErasedRecipient(0) { Mails = 1 }, await Erasure(queue).EraseRecipientAsync(Mails.Acme, Trace));

        foreach (var (content, left) in ((byte[], long)[])[(Own, 0), (Shared, 1), ([6], 1)])
        {
            await using var stored = await queue.Intake.OpenBlobAsync(Mails.Acme, SHA256.HashData(content));
            Assert.Equal(left, stored is null ? 0 : 1);
        }

        Assert.Equal(["both", "other"], (await queue.QueryAsync("SELECT key FROM email_idempotency WHERE tenant_id = 'acme' ORDER BY key")).Select(row => row[0]));
        Assert.Equal((1, 1), (await queue.CountAsync("email_blob", "tenant_id = 'globex'"), await queue.CountAsync("email_idempotency", "tenant_id = 'globex'")));
    }

    protected static NewMail For(string[] to, params byte[][] contents)
    {
        var recipients = string.Join(',', to.Select(address => $$"""{"address":"{{address}}"}"""));
        var attachments = string.Join(',', contents.Select(content => $$"""{"fileName":"f","contentType":"application/octet-stream","length":{{content.Length}},"sha256":"{{Convert.ToHexStringLower(SHA256.HashData(content))}}"}"""));
        return Mails.New(body: $$"""{"version":1,"message":{"from":{"address":"a@acme.test"},"to":[{{recipients}}],"subject":"s","text":"t"},"attachments":[{{attachments}}]}""") with
        {
            Blobs = [.. contents.Select(content => Mails.Blob(content))],
        };
    }

    protected static IErasureStore Erasure(QueueUnderTest queue) => queue.Services.GetRequiredService<IErasureStore>();
}
