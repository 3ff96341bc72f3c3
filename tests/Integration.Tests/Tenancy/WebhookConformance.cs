using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Events;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Integration.Tenancy;

/// <summary>SendGrid's events on their way into either store, and what is known of a message behind it.</summary>
public abstract class WebhookConformance : TenancyScenario
{
    private const string PlatformToken = "platform-token_0123456789abcdefghij";
    private const string MessageId = "m1@acme.test";

    private readonly ECDsa _rowKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _platformKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public override async ValueTask DisposeAsync()
    {
        _rowKey.Dispose();
        _platformKey.Dispose();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_rows_events_are_known_of_its_message_once_in_whatever_order_and_however_often_they_come()
    {
        var host = await StartWithPlatformAsync();
        var (id, token) = await AddAsync(host, Acme);
        var opened = Body(Event("open", "e3", 30), Event("delivered", "e2", 20));
        var late = Body(Event("processed", "e1", 10), Event("open", "e3", 30));

        Assert.Equal((2, 0), Counted(await PostAsync(host, token, opened, _rowKey)));
        Assert.Equal((1, 1), Counted(await PostAsync(host, token, late, _rowKey)));
        Assert.Equal((0, 2), Counted(await PostAsync(host, token, opened, _rowKey)));

        var history = await host.Get<IDeliveryHistory>().FindAsync(Acme, MessageId, Cancel);
        Assert.Equal(["e1", "e2", "e3"], history!.Events.Select(heard => heard.EventId));
        var status = Assert.Single(history.Recipients);
        Assert.Equal(("jane@customer.test", id, DeliveryEventKind.Opened), (status.Recipient, status.ProviderId, status.Kind));
        Assert.Null(await host.Get<IDeliveryHistory>().FindAsync(Globex, MessageId, Cancel));
    }

    [Fact]
    public async Task A_rows_key_moves_no_other_tenants_message_and_no_other_rows_status()
    {
        var host = await StartWithPlatformAsync();
        var (mine, token) = await AddAsync(host, Acme);
        var (_, stranger) = await AddAsync(host, Globex);
        await PostAsync(host, token, Body(Event("delivered", "e1", 10)), _rowKey);

        var answer = await PostAsync(host, stranger, Body(Event("bounce", "e2", 20)), _rowKey);
        await PostAsync(host, PlatformToken, Body(Event("bounce", "e1", 20)), _platformKey);

        Assert.Equal((0, 1), (answer.Stored, answer.Foreign));
        var history = await host.Get<IDeliveryHistory>().FindAsync(Acme, MessageId, Cancel);
        Assert.Equal(
            [(null, DeliveryEventKind.Bounced), (mine, DeliveryEventKind.Delivered)],
            history!.Recipients.Select(status => (status.ProviderId, status.Kind)).OrderBy(status => status.ProviderId.HasValue));
    }

    [Fact]
    public async Task Every_field_of_an_event_comes_back_as_it_was_heard()
    {
        var sink = new HeardDeliveries();
        Sink = sink;
        var host = await StartWithPlatformAsync();
        var (_, token) = await AddAsync(host, Acme);

        await PostAsync(host, token, Body(Event("bounce", "e1", 10, ""","status":"5.1.1","reason":"550 5.1.1 käse \u0000📭","type":"bounce","order":"A-1","käse":"\ud800x" """), Event("click", "e2", 20, ""","url":"https://customer.test/?a=b" """)), _rowKey);

        var stored = (await host.Get<IDeliveryHistory>().FindAsync(Acme, MessageId, Cancel))!.Events;
        var heard = Assert.Single(sink.Calls);
        Assert.Equal(heard.Select(Flat), stored.Select(Flat));
        Assert.Equal((550, "5.1.1", DeliveryReason.MailboxUnknown, "A-1"), (stored[0].Code, stored[0].EnhancedCode, stored[0].Reason, stored[0].Metadata["order"]));
    }

    [Fact]
    public async Task What_is_within_the_stores_bounds_is_stored_and_what_is_beyond_is_dropped_alone()
    {
        var host = await StartWithPlatformAsync();
        var (_, token) = await AddAsync(host, Acme);
        var (ids, addresses, messages) = (new string('ä', 127), new string('Ⱥ', 106), new string('ä', 499));
        string[] texts = ["\\u0001", "\\ue000", "\\u2028", "\\ud83d\\ude00", "ä", "\\\""];
        string[] within =
        [
            Event("open", ids, 10, message: messages).Replace("Jane@customer.test", addresses, StringComparison.Ordinal),
            .. texts.Select((text, i) => Event("click", $"c{i}", 20, $$""","url":"{{Times(text, 3_000)}}","k":"{{Times(text, 9_998)}}" """)),
            .. texts.Select((text, i) => Event("bounce", $"b{i}", 30, $$""","reason":"550 {{Times(text, 300)}}","{{text}}":"{{Times(text, 4_000)}}" """)),
        ];
        string[] beyond =
        [
            Event("open", ids + "xx", 10),
            Event("open", "o1", 10).Replace("Jane@customer.test", addresses + "ⱥ", StringComparison.Ordinal),
            Event("open", "o2", 10).Replace("Jane@customer.test", new string('Ⱥ', 160), StringComparison.Ordinal),
        ];
        var raw = Encoding.UTF8.GetBytes(Event("delivered", "raw", 40, $$""","large":"{{new string('~', 30_000)}}" """)).Select(octet => octet == (byte)'~' ? (byte)0xFF : octet);

        var answer = await PostAsync(host, token, [.. Body([.. within, .. beyond, Event("delivered", "last", 50)])[..^3], .. ","u8, .. raw, .. "]"u8], _rowKey);

        Assert.Equal(new WebhookAnswer(WebhookStatus.Stored) { Stored = within.Length + 2, Dropped = beyond.Length }, answer);
        Assert.Equal(ids, Assert.Single((await host.Get<IDeliveryHistory>().FindAsync(Acme, messages, Cancel))!.Events).EventId);
        Assert.Null((await host.Get<IDeliveryHistory>().FindAsync(Acme, MessageId, Cancel))!.Events.Single(heard => heard.EventId == "raw").Raw);

        static string Times(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
    }

    [Fact]
    public async Task Ten_thousand_events_in_one_body_are_stored_and_known_when_they_come_again()
    {
        var host = await StartWithPlatformAsync();
        var (_, token) = await AddAsync(host, Acme);
        var body = Body([.. Enumerable.Range(0, 10_000).Select(i => Event("delivered", $"e{i}", i % 100, message: $"m{i % 500}@acme.test"))]);

        Assert.Equal((10_000, 0), Counted(await PostAsync(host, token, body, _rowKey)));
        Assert.Equal((0, 10_000), Counted(await PostAsync(host, token, body, _rowKey)));
        Assert.Equal(20, (await host.Get<IDeliveryHistory>().FindAsync(Acme, "m7@acme.test", Cancel))!.Events.Count);
    }

    [Fact]
    public async Task A_token_is_found_in_the_store_until_it_is_replaced_or_taken_away()
    {
        var host = await StartWithPlatformAsync();
        var (id, old) = await AddAsync(host, Acme);
        var token = (await host.Providers.CreateWebhookTokenAsync(Acme, id, Cancel)).Reveal();
        var body = Body(Event("delivered", "e1", 10));

        Assert.Equal(WebhookStatus.UnknownToken, (await PostAsync(host, old, body, _rowKey)).Status);
        Assert.Equal(WebhookStatus.Refused, (await PostAsync(host, token, body, _platformKey)).Status);
        Assert.Equal(WebhookStatus.Stored, (await PostAsync(host, token, body, _rowKey)).Status);
        Assert.True((await host.Providers.GetAsync(Acme, id, Cancel)).HasWebhook);
        await host.Providers.RemoveWebhookTokenAsync(Acme, id, Cancel);
        Assert.Equal(WebhookStatus.UnknownToken, (await PostAsync(host, token, body, _rowKey)).Status);
    }

    private HeardDeliveries? Sink { get; set; }

    internal override void AddServices(IServiceCollection services)
    {
        if (Sink is { } sink) services.AddSingleton<IDeliveryEventSink>(sink);
    }

    private Task<TestHost> StartWithPlatformAsync() => StartAsync(options =>
    {
        options.Platform.SendGrid!.WebhookToken = PlatformToken;
        options.Platform.SendGrid.WebhookPublicKey = PublicKey(_platformKey);
    });

    private async Task<(Guid Id, string Token)> AddAsync(TestHost host, TenantId tenant)
    {
        var config = $$"""{"apiKey":"SG.x","fromAddress":"hello@{{tenant}}.test","webhookPublicKey":"{{PublicKey(_rowKey)}}"}""";
        var row = await host.Providers.AddAsync(tenant, new ProviderDraft { Provider = ProviderWords.SendGrid, Config = Encoding.UTF8.GetBytes(config) }, Cancel);
        return (row.Id, (await host.Providers.CreateWebhookTokenAsync(tenant, row.Id, Cancel)).Reveal());
    }

    private Task<WebhookAnswer> PostAsync(TestHost host, string token, byte[] body, ECDsa key)
    {
        var timestamp = Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = key.SignData([.. Encoding.ASCII.GetBytes(timestamp), .. body], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return host.Get<IDeliveryWebhooks>().ReceiveAsync(
            ProviderWords.SendGrid, token, new WebhookRequest { Signature = Convert.ToBase64String(signature), Timestamp = timestamp, Body = new MemoryStream(body), ContentLength = body.Length }, Cancel);
    }

    private string Event(string kind, string id, int second, string more = "", string message = MessageId) =>
        $$"""{"email":"Jane@customer.test","event":"{{kind}}","timestamp":{{Clock.GetUtcNow().ToUnixTimeSeconds() - 600 + second}},"sg_event_id":"{{id}}","lmn_message_id":"{{message}}","lmn_tenant":"{{Acme}}"{{more}}}""";

    private static byte[] Body(params string[] events) => Encoding.UTF8.GetBytes("[" + string.Join(",\r\n", events) + "]\r\n");

    private static string PublicKey(ECDsa key) => Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());

    private static (int Stored, int Known) Counted(WebhookAnswer answer) => answer.Status == WebhookStatus.Stored ? (answer.Stored, answer.Known) : throw new InvalidOperationException(answer.Status.ToString());

    // A record compares its dictionary by reference.
    private static string Flat(DeliveryEvent heard) =>
        string.Join('|', heard.Tenant, heard.MessageId, heard.ProviderId, heard.Provider, heard.EventId, heard.Kind, heard.Recipient, heard.OccurredAt.ToString("O"), heard.ReceivedAt.ToString("O"), heard.Reason, heard.Code, heard.EnhancedCode, heard.Detail, heard.Url, heard.IsAutomatic, heard.Raw, string.Join(',', heard.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal)));

    private sealed class HeardDeliveries : IDeliveryEventSink
    {
        public List<IReadOnlyList<DeliveryEvent>> Calls { get; } = [];

        public ValueTask HandleAsync(IReadOnlyList<DeliveryEvent> events, CancellationToken cancellationToken)
        {
            Calls.Add(events);
            return ValueTask.CompletedTask;
        }
    }
}
