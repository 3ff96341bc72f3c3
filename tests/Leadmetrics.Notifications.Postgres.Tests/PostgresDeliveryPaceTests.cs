using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Tenancy.Events;
using Leadmetrics.Peers;

namespace Leadmetrics.Notifications.Postgres.Tests;

/// <summary>How long events take on a server that keeps what it has committed; behind all other tests, whose work would be measured with it.</summary>
[Collection(nameof(PostgresDeliveryPaceTests))]
[CollectionDefinition(nameof(PostgresDeliveryPaceTests), DisableParallelization = true)]
public sealed class PostgresDeliveryPaceTests
{
    private static readonly DeliveryEventKind[] Kinds = [DeliveryEventKind.Accepted, DeliveryEventKind.Delivered, DeliveryEventKind.Opened, DeliveryEventKind.Clicked];

    [Fact]
    public async Task Ten_thousand_events_are_stored_within_two_seconds_and_none_of_them_twice()
    {
        await using var postgres = new PostgresPeer(new PostgresPeerOptions { ConnectionString = null, Durable = true });
        await postgres.StartAsync(TestContext.Current.CancellationToken);
        await using var database = await PostgresUnderTest.CreateAsync(postgres);
        Assert.Equal("on on", await database.ExecuteAsync("SELECT current_setting('fsync') || ' ' || current_setting('synchronous_commit')"));

        // The best of five: a machine that has something else to do fails nothing, and a statement that is too slow is so in each of them.
        var runs = new List<(TimeSpan First, TimeSpan Again)>();
        for (var run = 0; run < 5; run++)
        {
            var batches = Batches(new TenantId($"tenant-{run}"));
            runs.Add((await TimeAsync(database, batches, isNew: true), await TimeAsync(database, batches, isNew: false)));
        }

        TestContext.Current.TestOutputHelper!.WriteLine(string.Join("; ", runs.Select(run => $"{run.First.TotalMilliseconds:0} ms, again {run.Again.TotalMilliseconds:0} ms")));
        Assert.InRange(runs.Min(run => run.First), TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.InRange(runs.Min(run => run.Again), TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    private static async Task<TimeSpan> TimeAsync(PostgresUnderTest database, DeliveryRecord[][] batches, bool isNew)
    {
        var begin = TimeProvider.System.GetTimestamp();
        foreach (var batch in batches) Assert.All(await database.Events.AddAsync(batch), value => Assert.Equal(isNew, value));
        return TimeProvider.System.GetElapsedTime(begin);
    }

    // 2,500 mails with four events each, as a webhook brings them: mixed, a thousand a call, each with the provider's own words of 600 octets; one mail in a hundred bounces.
    private static DeliveryRecord[][] Batches(TenantId tenant)
    {
        var records = (
            from mail in Enumerable.Range(0, 2500)
            from kind in Kinds
            let bounces = mail % 100 == 0 && kind == DeliveryEventKind.Clicked
            select Record(tenant, mail, bounces ? DeliveryEventKind.Bounced : kind)).ToArray();
        new Random(5).Shuffle(records);
        return [.. records.Chunk(1000)];
    }

    private static DeliveryRecord Record(TenantId tenant, int mail, DeliveryEventKind kind)
    {
        var (recipient, messageId, eventId) = ($"recipient.{mail}@customer-{mail % 50}.test", $"20261122.{mail:x8}.{mail * 7919:x8}@mail.acme.test", $"ZGVsaXZlcmVkLTAtMTIzNDU2Nzg5L{mail:x6}{(int)kind}");
        var given = new DeliveryEvent
        {
            Tenant = tenant,
            ProviderId = Deliveries.Row,
            MessageId = messageId,
            Provider = "sendgrid",
            EventId = eventId,
            Kind = kind,
            Recipient = recipient,
            OccurredAt = Rows.At.AddSeconds(mail),
            ReceivedAt = Rows.At.AddSeconds(mail + 2),
            Code = 250,
            EnhancedCode = "2.0.0",
            Detail = "250 2.0.0 OK 1731322 q12-20020a05620a0d8c00b0076cda7eb0c5si132 - gsmtp",
            Metadata = new Dictionary<string, string> { ["campaign"] = "spring-2026", ["user"] = $"{mail}" },
            Raw = $$"""{"email":"{{recipient}}","event":"{{kind}}","ip":"149.72.0.{{mail % 250}}","response":"250 2.0.0 OK 1731322 q12-20020a05620a0d8c00b0076cda7eb0c5si132 - gsmtp","sg_event_id":"{{eventId}}","sg_message_id":"{{messageId}}.recvd-5f9d4c7b8-{{mail:x8}}-1-65F0A1B2-{{mail:x4}}.0","smtp-id":"<{{messageId}}>","timestamp":{{1773000000 + mail}},"tls":1,"category":["spring","2026"],"campaign":"spring-2026","user":"{{mail}}","lmn_message_id":"{{messageId}}","lmn_tenant":"{{tenant}}","useragent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"}""",
        };
        return new DeliveryRecord(given, kind == DeliveryEventKind.Bounced ? Deliveries.Entry(recipient, tenant: tenant) : null);
    }
}
