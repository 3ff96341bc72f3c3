using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Peers;

namespace Leadmetrics.Notifications.Tests.Providers.SendGrid.Node;

/// <summary>What we post is what @sendgrid/mail would: Message-ID, Auto-Submitted and our own arguments, which are ours by design, are given to it as well.</summary>
public sealed class NodeComparisonTests(PeerFixture<SendGridNode> peer) : IClassFixture<PeerFixture<SendGridNode>>
{
    [Fact]
    public async Task Thirty_messages_and_more_are_field_by_field_what_sendgrids_own_library_makes_of_them()
    {
        var all = NodeMessages.All;
        var ours = new List<JsonElement>();
        foreach (var message in all) ours.Add(await PostedAsync(message));
        var node = await peer.GetAsync();
        var theirs = await node.BuildAsync([.. all.Zip(ours, LineOf)], Hosted.Cancel);

        Assert.InRange(all.Count, 30, int.MaxValue);
        Assert.Equal(all.Count, all.Select(message => message.Name).Distinct().Count());
        for (var i = 0; i < all.Count; i++) Assert.Equal((all[i].Name, ""), (all[i].Name, string.Join("; ", Differences(theirs[i], ours[i]))));
    }

    [Fact]
    public void A_difference_is_found_wherever_it_is()
    {
        Assert.Empty(Between("""{"a":[1,{"b":"x"}],"c":true}""", """{"c":true,"a":[1,{"b":"x"}]}"""));
        Assert.Equal(["a.1.b"], Between("""{"a":[1,{"b":"x"}]}""", """{"a":[1,{"b":"y"}]}"""));
        Assert.Equal(["a"], Between("""{"a":[1,2]}""", """{"a":[1]}"""));
        Assert.Equal(["a.0", "a.1"], Between("""{"a":[1,2]}""", """{"a":[2,1]}"""));
        Assert.Equal(["b", "c"], Between("""{"a":1,"b":2}""", """{"a":1,"c":2}"""));

        static IEnumerable<string> Between(string left, string right) => Differences(JsonElement.Parse(left), JsonElement.Parse(right));
    }

    private static async Task<JsonElement> PostedAsync(NodeMessage message)
    {
        var clock = new ManualClock();
        await using var fake = FakeSendGrid.Start();
        fake.Clock = clock;
        fake.AddBatch("batch-known");
        await using var hosted = new Hosted(fake.BaseAddress, time: clock, configure: message.Configure);
        if (message.Recipients is { } recipients)
        {
            var minted = 0;
            var batch = EmailBatchSubmission.Create(new EmailBatch(message.Message, recipients), () => $"mail-{++minted}@example.com", clock.GetUtcNow()) with { Tenant = message.Tenant, Options = message.Options };
            Assert.All(await hosted.Provider.SendBatchAsync(batch, Hosted.Cancel), result => Assert.Null(result.Failure));
        }
        else
        {
            await hosted.Provider.SendAsync(Hosted.Submit(message.Message) with { Tenant = message.Tenant, Options = message.Options }, Hosted.Cancel);
        }

        return Assert.Single(fake.AcceptedMails).Json!.Value;
    }

    // What is ours by design is put on their mail as well.
    private static string LineOf(NodeMessage message, JsonElement ours)
    {
        var mark = Regex.Match(ours.GetRawText(), "-lmn([0-9a-f]{8})[.]").Groups[1].Value;
        var ids = message.Recipients is { } recipients ? [.. recipients.Select((_, i) => $"mail-{i + 1}@example.com")] : new[] { "0f1e2d3c4b5a69788796a5b4c3d2e1f0@example.com" };
        var headers = ids.Select(id => new JsonObject { ["Message-ID"] = $"<{id}>", ["Auto-Submitted"] = "auto-generated" }).ToArray<JsonNode>();
        var arguments = ids.Select(id =>
        {
            var own = new JsonObject { ["lmn_message_id"] = id };
            if (message.Tenant is { } tenant) own["lmn_tenant"] = tenant.Value;
            return own;
        }).ToArray<JsonNode>();
        return new JsonObject
        {
            ["message"] = JsonNode.Parse(message.Node.Replace("MARK", mark, StringComparison.Ordinal)),
            ["headers"] = message.Recipients is null ? headers[0] : new JsonArray(headers),
            ["customArgs"] = new JsonArray(arguments),
        }.ToJsonString();
    }

    private static IEnumerable<string> Differences(JsonElement left, JsonElement right, string path = "")
    {
        if (left.ValueKind != right.ValueKind) return [path];
        return left.ValueKind switch
        {
            JsonValueKind.Object => left.EnumerateObject().Select(property => property.Name).Union(right.EnumerateObject().Select(property => property.Name)).SelectMany(name =>
                left.TryGetProperty(name, out var one) && right.TryGetProperty(name, out var other) ? Differences(one, other, Under(name)) : [Under(name)]),
            JsonValueKind.Array when left.GetArrayLength() != right.GetArrayLength() => [path],
            JsonValueKind.Array => left.EnumerateArray().Zip(right.EnumerateArray()).SelectMany((pair, i) => Differences(pair.First, pair.Second, Under($"{i}"))),
            _ => JsonElement.DeepEquals(left, right) ? [] : [path],
        };

        string Under(string name) => path.Length == 0 ? name : $"{path}.{name}";
    }
}
