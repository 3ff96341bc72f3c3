using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Testing;
using static Leadmetrics.Notifications.Tests.Providers.SendGrid.Events.GivenEvents;

namespace Leadmetrics.Notifications.Tests.Providers.SendGrid;

/// <summary>What a tenant calls its own facts, from the message to the event and back.</summary>
public sealed class SendGridNamesTests
{
    private static readonly Dictionary<string, string> Colliding = new[]
    {
        "event", "email", "timestamp", "sg_event_id", "sg_machine_open", "sg_anything_new", "SG_Event_Id", "reason", "response", "status", "type", "bounce_classification", "url", "category", "template_id", "Timestamp",
    }.ToDictionary(name => name, name => $"the tenant's {name}", StringComparer.Ordinal);

    [Fact]
    public async Task Metadata_named_as_SendGrids_properties_goes_out_under_a_prefix_and_comes_back_without_it()
    {
        var arguments = await PostedAsync(Hosted.Message with { Metadata = new Dictionary<string, string>(Colliding) { ["order"] = "5", ["smtp_id"] = "own" } });

        Assert.Equal(Colliding.Keys.Select(name => $"lmn_m_{name}").Append("order").Append("smtp_id").Order(StringComparer.Ordinal), arguments.Where(pair => pair.Key != "lmn_message_id").Select(pair => pair.Key).Order(StringComparer.Ordinal));

        // As SendGrid does: the arguments stand among its own properties, and stand for them where names are the same.
        foreach (var kind in new[] { "delivered", "open", "click", "bounce", "deferred" })
        {
            var heard = Event(kind, "e1", [.. arguments.Where(pair => pair.Key != "lmn_message_id").Select(pair => (pair.Key, (JsonNode?)pair.Value!.DeepClone()))]);
            var read = Read(Body(Event("delivered", "e2"), heard))!.Value.Events[1];

            Assert.Equal(("e1", "jane@example.net", DateTimeOffset.FromUnixTimeSeconds(At), false, null, null), (read.EventId, read.Recipient, read.OccurredAt, read.IsAutomatic, read.Detail, read.Url));
            Assert.Equal(Colliding.Append(new("order", "5")).Append(new("smtp_id", "own")).OrderBy(pair => pair.Key, StringComparer.Ordinal), read.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal));
        }
    }

    [Fact]
    public void What_begins_as_ours_and_is_no_moved_name_is_nobodys_fact()
    {
        var read = ReadOne(Event("delivered", "e1", ("lmn_m_", "a"), ("lmn_m_order", "b"), ("lmn_m_lmn_tenant", "c"), ("lmn_other", "d"), ("LMN_x", "e"), ("sg_new_one", "f"), ("lmn_m_reason", "mine")));

        Assert.Equal([("reason", "mine")], read.Metadata.Select(pair => (pair.Key, pair.Value)));
    }

    [Theory]
    [InlineData("lmn_m_reason")]
    [InlineData("lmn_tenant")]
    [InlineData("LMN_x")]
    public async Task A_name_that_begins_as_ours_is_refused(string name)
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);

        Assert.Equal($"metadata.{name}", (await Assert.ThrowsAsync<EmailMessageException>(() => hosted.SendAsync(Hosted.Message with { Metadata = new Dictionary<string, string> { [name] = "x" } }))).Field);
        Assert.Empty(fake.Requests);
    }

    [Theory]
    [InlineData("X-SMTPAPI")]
    [InlineData("x-smtpapi")]
    [InlineData("X-SG-EID")]
    [InlineData("x-sg-anything")]
    public async Task A_field_that_SendGrid_takes_its_instructions_from_is_refused_by_name_for_one_mail_and_for_a_batch(string name)
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        var headers = new Dictionary<string, string> { ["X-Sgx"] = "1", [name] = """{"unique_args":{"lmn_tenant":"globex"}}""" };
        var batch = EmailBatchSubmission.Create(
            new EmailBatch(new EmailMessage { Subject = "Hello", Text = "Hi.", Headers = headers }, [new(new("ann@example.net")), new(new("cy@example.net"))]), () => "m@example.com", DateTimeOffset.UnixEpoch);

        Assert.Equal($"headers.{name}", (await Assert.ThrowsAsync<EmailMessageException>(() => hosted.SendAsync(Hosted.Message with { Headers = headers }))).Field);
        Assert.Equal($"headers.{name}", (await Assert.ThrowsAsync<EmailMessageException>(() => hosted.Provider.SendBatchAsync(batch, Hosted.Cancel))).Field);
        Assert.Empty(fake.Requests);
    }

    private static async Task<JsonObject> PostedAsync(EmailMessage message)
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        await hosted.SendAsync(message);
        return JsonNode.Parse(Assert.Single(fake.AcceptedMails).Json!.Value.GetProperty("personalizations")[0].GetProperty("custom_args").GetRawText())!.AsObject();
    }
}
