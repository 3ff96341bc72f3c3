using Leadmetrics.Notifications.Hosting;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Notifications.Tests.Egress;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Tests.Tenancy.Mailing;

/// <summary>Batches the whole way: mailer, route, a stored row or the platform's account within their limits, and SendGrid's fake.</summary>
public sealed class BatchRoadTests : IAsyncDisposable, IProviderEventSink
{
    private static readonly TenantId Acme = new("acme");
    private static readonly TenantId Globex = new("globex");

    private readonly FakeSendGrid _fake = FakeSendGrid.Start();
    private readonly TaskCompletionSource<ProviderBroke> _broke = new();
    private readonly ServiceProvider _services;

    public BatchRoadTests()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IProviderStore>(new RowsInMemory());
        services.AddSingleton<IProviderEventSink>(this);
        services.AddLeadmetricsNotifications(options =>
        {
            options.Keys.Add(new KeyOptions { Key = KeyGenerator.NewKey() });
            options.Platform.SendGrid = new PlatformSendGridOptions { ApiKey = _fake.ApiKey, FromAddress = "mail@platform.example", TenantLimits = new SendingLimitsOptions { PerHour = 5000 } };
            options.SendGridBaseAddress = _fake.BaseAddress;
        });
        _services = services.BuildServiceProvider();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // Raised when the row's last error is stored.
    ValueTask IProviderEventSink.HandleAsync(ProviderEvent providerEvent, CancellationToken cancellationToken)
    {
        if (providerEvent is ProviderBroke broke) _broke.TrySetResult(broke);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _fake.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_thousand_recipients_that_differ_by_name_go_through_a_tenants_row_in_one_request(bool isLimited)
    {
        var id = await AddRowAsync(isLimited ? ",\"limits\":{\"perHour\":2000}" : "");

        var results = await _services.GetRequiredService<ITenantMailer>().SendBatchAsync(Acme, Batch(1000), null, Cancel);

        var mail = Assert.Single(_fake.AcceptedMails).Json!.Value;
        Assert.Equal("mail@acme.example", mail.GetProperty("from").GetProperty("email").GetString());
        Assert.Equal(1000, mail.GetProperty("personalizations").GetArrayLength());
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"jane{i}@example.net"), results.Select(result => Assert.Single(result.Recipients).Address));
        Assert.All(results, result => Assert.Equal((SendOutcome.Accepted, "sendgrid"), (result.Outcome, result.Provider)));
        var arguments = mail.GetProperty("personalizations").EnumerateArray().Select(one => one.GetProperty("custom_args")).ToArray();
        Assert.Equal(results.Select(result => result.MessageId), arguments.Select(one => one.GetProperty("lmn_message_id").GetString()));
        Assert.All(arguments, one => Assert.Equal("acme", one.GetProperty("lmn_tenant").GetString()));
        Assert.NotEqual(default, id);
    }

    [Fact]
    public async Task The_platforms_account_sends_a_batch_as_itself_with_answers_to_the_tenant()
    {
        var batch = Batch(3);
        await _services.GetRequiredService<ITenantMailer>().SendBatchAsync(Globex, batch with { Message = batch.Message with { From = new EmailAddress("boss@globex.example") } }, null, Cancel);

        var mail = Assert.Single(_fake.AcceptedMails).Json!.Value;
        Assert.Equal("mail@platform.example", mail.GetProperty("from").GetProperty("email").GetString());
        Assert.Equal("boss@globex.example", mail.GetProperty("reply_to").GetProperty("email").GetString());
        Assert.All(mail.GetProperty("personalizations").EnumerateArray(), one => Assert.Equal("globex", one.GetProperty("custom_args").GetProperty("lmn_tenant").GetString()));
    }

    [Fact]
    public async Task An_account_whose_key_is_refused_is_known_to_be_broken_although_one_mail_failed_by_itself()
    {
        var id = await AddRowAsync("");
        _fake.Answer(FakeSendGridAnswer.Unauthorized, times: 10);
        var batch = Batch(3);
        var spoilt = batch.Recipients[0] with { Metadata = new Dictionary<string, string> { ["long"] = new string('x', 11_000) } };

        var results = await _services.GetRequiredService<ITenantMailer>().SendBatchAsync(Acme, batch with { Recipients = [spoilt, .. batch.Recipients.Skip(1)] }, null, Cancel);

        Assert.Equal([FailureKind.MessageRejected, FailureKind.Authentication, FailureKind.Authentication], results.Select(result => result.Failure!.Kind));
        var providers = _services.GetRequiredService<ITenantProviders>();
        Assert.Equal(id, (await _broke.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel)).RowId);
        Assert.Contains("401", (await providers.GetAsync(Acme, id, Cancel)).LastError, StringComparison.Ordinal);
    }

    private static EmailBatch Batch(int count) => new(
        new EmailMessage { Subject = "Hello {{name}}", Text = "Dear {{name}}.", Html = "<p>Dear {{name}}.</p>" },
        [.. Enumerable.Range(0, count).Select(i => new EmailBatchRecipient(new EmailAddress($"jane{i}@example.net", $"Jane {i}")) { Values = new Dictionary<string, string> { ["name"] = $"Jane {i}" } })]);

    private async Task<Guid> AddRowAsync(string more)
    {
        var providers = _services.GetRequiredService<ITenantProviders>();
        var added = await providers.AddAsync(
            Acme, new ProviderDraft { Provider = ProviderWords.SendGrid, Config = System.Text.Encoding.UTF8.GetBytes($$"""{"apiKey":"{{_fake.ApiKey}}","fromAddress":"mail@acme.example"{{more}}}""") }, Cancel);
        Assert.True((await providers.TestAsync(Acme, added.Id, Cancel)).Verified);
        return added.Id;
    }
}
