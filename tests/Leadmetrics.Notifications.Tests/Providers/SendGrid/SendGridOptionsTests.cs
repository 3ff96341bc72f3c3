using System.Text.Json;
using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Providers.SendGrid;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Tests.Providers.SendGrid;

/// <summary>What is asked of SendGrid beside the content, and what it is not asked because it would refuse.</summary>
public sealed class SendGridOptionsTests
{
    private static readonly ManualClock Clock = new();

    public static TheoryData<string, SendOptions> Refused => new()
    {
        { "sendAt", new() { SendAt = Clock.GetUtcNow().AddHours(72).AddTicks(1) } },
        { "batchId", new() { BatchId = "" } },
        { "batchId", new() { BatchId = "a b" } },
        { "batchId", new() { BatchId = new string('b', 101) } },
        { "ipPool", new() { IpPool = "a" } },
        { "ipPool", new() { IpPool = new string('p', 65) } },
        { "unsubscribeGroup.id", new() { UnsubscribeGroup = new(0) } },
        { "unsubscribeGroup.shown", new() { UnsubscribeGroup = new(1) { Shown = [.. Enumerable.Range(1, 26)] } } },
        { "unsubscribeGroup.shown[1]", new() { UnsubscribeGroup = new(1) { Shown = [1, -1] } } },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_SendGrid_would_refuse_is_refused_here_by_name(string field, SendOptions options)
    {
        await using var hosted = new Hosted(Hosted.Nowhere, time: Clock);
        var refused = await Assert.ThrowsAsync<EmailMessageException>(() => hosted.Provider.SendAsync(Hosted.Submit(Hosted.Message) with { Options = options }, Hosted.Cancel));

        Assert.Equal(field, refused.Field);
    }

    [Theory]
    [InlineData(-1, null)]
    [InlineData(0, null)]
    [InlineData(1, 1)]
    [InlineData(9_500_000, 1)]
    [InlineData(9_500_001, 2)]
    [InlineData(72L * 36_000_000_000 - 500_000, 72 * 3600)]
    public async Task A_time_is_told_in_whole_seconds_and_never_earlier_than_asked(long ticksAhead, int? seconds)
    {
        var mail = await AcceptedAsync(new() { SendAt = Clock.GetUtcNow().AddTicks(ticksAhead) });

        // The clock stands 50 ms behind a whole second.
        Assert.Equal(seconds is { } ahead ? Clock.GetUtcNow().ToUnixTimeSeconds() + ahead : null, mail.TryGetProperty("send_at", out var at) ? at.GetInt64() : (long?)null);
    }

    [Fact]
    public async Task What_the_message_asks_for_comes_before_what_the_account_is_configured_to()
    {
        static SendGridConfig Configured(SendGridConfig config) => config with { TrackOpens = true, TrackClicks = true, UnsubscribeGroup = 5, IpPool = "warm", Sandbox = true };
        var mail = await AcceptedAsync(new() { TrackOpens = false, UnsubscribeGroup = new(6), IpPool = "cold", Sandbox = false }, Configured);
        Assert.Equal("""{"click_tracking":{"enable":true,"enable_text":false},"open_tracking":{"enable":false}}""", mail.GetProperty("tracking_settings").GetRawText());
        Assert.Equal((6, "cold"), (mail.GetProperty("asm").GetProperty("group_id").GetInt32(), mail.GetProperty("ip_pool_name").GetString()));
        Assert.False(mail.TryGetProperty("mail_settings", out _));

        mail = await AcceptedAsync(new(), Configured);
        Assert.Equal((5, "warm", true), (mail.GetProperty("asm").GetProperty("group_id").GetInt32(), mail.GetProperty("ip_pool_name").GetString(), mail.GetProperty("mail_settings").GetProperty("sandbox_mode").GetProperty("enable").GetBoolean()));

        mail = await AcceptedAsync(new());
        Assert.All(["tracking_settings", "asm", "ip_pool_name", "mail_settings", "send_at", "batch_id"], name => Assert.False(mail.TryGetProperty(name, out _)));
    }

    [Fact]
    public async Task A_tenants_mail_carries_the_tenant_and_names_of_ours_are_refused()
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        await hosted.Provider.SendAsync(Hosted.Submit(Hosted.Message) with { Tenant = new TenantId("acme") }, Hosted.Cancel);

        Assert.Equal("acme", Assert.Single(fake.AcceptedMails).Json!.Value.GetProperty("personalizations")[0].GetProperty("custom_args").GetProperty("lmn_tenant").GetString());
        foreach (var key in new[] { "lmn_tenant", "lmn_message_id", "lmn_", "LMN_other" })
        {
            var refused = await Assert.ThrowsAsync<EmailMessageException>(() => hosted.SendAsync(Hosted.Message with { Metadata = new Dictionary<string, string> { [key] = "x" } }));
            Assert.Equal($"metadata.{key}", refused.Field);
        }
    }

    [Fact]
    public async Task Arguments_are_10_000_bytes_at_most_and_a_mail_has_1000_recipients_at_most()
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        var least = """{"k":"","lmn_message_id":"0f1e2d3c4b5a69788796a5b4c3d2e1f0@example.com"}""".Length;
        await hosted.SendAsync(Hosted.Message with { Metadata = new Dictionary<string, string> { ["k"] = new string('x', 10_000 - least) } });
        var tooLong = await Assert.ThrowsAsync<EmailMessageException>(() => hosted.SendAsync(Hosted.Message with { Metadata = new Dictionary<string, string> { ["k"] = new string('x', 10_001 - least) } }));
        await hosted.SendAsync(Hosted.Message with { To = [.. Several(0, 400)], Cc = [.. Several(400, 300)], Bcc = [.. Several(700, 300)] });
        var tooMany = await Assert.ThrowsAsync<EmailMessageException>(() => hosted.SendAsync(Hosted.Message with { To = [.. Several(0, 400)], Cc = [.. Several(400, 300)], Bcc = [.. Several(700, 301)] }));

        Assert.Equal(("metadata", "to", 2), (tooLong.Field, tooMany.Field, fake.Requests.Count));

        static IEnumerable<EmailAddress> Several(int from, int count) => Enumerable.Range(from, count).Select(i => new EmailAddress($"r{i}@example.net"));
    }

    private static async Task<JsonElement> AcceptedAsync(SendOptions options, Func<SendGridConfig, SendGridConfig>? configure = null)
    {
        await using var fake = FakeSendGrid.Start();
        fake.Clock = Clock;
        await using var hosted = new Hosted(fake.BaseAddress, time: Clock, configure: configure);
        await hosted.Provider.SendAsync(Hosted.Submit(Hosted.Message) with { Options = options }, Hosted.Cancel);
        return Assert.Single(fake.AcceptedMails).Json!.Value;
    }
}
