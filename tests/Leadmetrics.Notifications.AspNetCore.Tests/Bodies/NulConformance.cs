using System.Buffers.Text;
using System.Text;
using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Bodies;

/// <summary>Texts that a database does not take: NUL, lone surrogates, what is longer than its columns. Each is answered as the caller's error, or simply finds nothing.</summary>
public abstract class NulConformance(SharedHost shared) : ApiScenario(shared)
{
    [Theory]
    [InlineData("/api/email/suppressions?prefix=%00")]
    [InlineData("/api/email/suppressions?prefix=%25_%5C")]
    [InlineData("/api/email/suppressions?prefix=%ED%A0%80")]
    [InlineData("/api/email/messages?recipient=a%00@b.test")]
    [InlineData("/api/email/heard?recipient=a%00@b.test")]
    [InlineData("/api/email/messages/m%00@b.test")]
    [InlineData("/api/email/messages/%ED%A0%80@b.test")]
    public async Task A_question_with_such_a_text_is_answered(string path) => Assert.InRange((int)(await Acme.GetAsync(path)).Status, 200, 404);

    [Theory]
    [InlineData("[\"a\\u0000b\",\"1\"]")]
    [InlineData("[\"\\ud800\",\"1\"]")]
    [InlineData("[\"a@b.test\",\"2147483647\"]")]
    [InlineData("[\"9999-12-31T23:59:59.9999999Z\",\"0198c0de-0000-7000-8000-000000000001\"]")]
    [InlineData("[\"0001-01-01T00:00:00.0000000Z\",\"0198c0de-0000-7000-8000-000000000001\"]")]
    [InlineData("[\"9999-12-31T23:59:59.9999999Z\",\"m\\u0000\",\"\"]")]
    [InlineData("[\"0001-01-01T00:00:00.0000000Z\",\"m\",\"0198c0de-0000-7000-8000-000000000001\"]")]
    public async Task A_cursor_that_somebody_made_is_answered(string json)
    {
        var cursor = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
        foreach (var list in (string[])["/api/email/suppressions?", "/api/email/dead?", "/api/email/held?", "/api/email/messages?recipient=a@b.test&", "/api/email/heard?recipient=a@b.test&"]) Assert.InRange((int)(await Acme.GetAsync($"{list}cursor={cursor}")).Status, 200, 400);
    }

    [Theory]
    [InlineData("""{"address":"a\u0000@b.test"}""", "address")]
    [InlineData("""{"address":"nobody"}""", "address")]
    [InlineData("""{"address":"a@b.test","note":"x\u0000"}""", "note")]
    [InlineData("""{"address":"a@b.test","note":"\ud800"}""", "note")]
    public async Task An_entry_that_cannot_be_stored_is_refused(string body, string field)
    {
        var answer = await Acme.PostAsync("/api/email/suppressions", body);
        Assert.Equal(400, (int)answer.Status);
        Assert.Equal(field, answer["field"].GetString());
    }

    [Fact]
    public async Task An_address_that_is_none_is_not_taken_off_the_list_and_no_failure()
    {
        foreach (var address in (string[])["a%00@b.test", "nobody", "%ED%A0%80@b.test"]) Assert.InRange((int)(await Acme.DeleteAsync($"/api/email/suppressions/{address}")).Status, 400, 404);
    }

    [Fact]
    public async Task A_mail_with_every_odd_text_that_a_message_may_hold_is_queued_and_sent()
    {
        await AddVerifiedAsync(Acme);
        var id = await QueueAsync(Acme, """{"to":[{"address":"jane@customer.test","name":"Ä \"x\" <y>"}],"subject":"😀 \u2028","text":"a\u0007b","metadata":{"k":"käse"},"tags":["t"]}""");
        await ComesToAsync(Acme, id, "sent");
        Assert.Equal("😀 \u2028", Assert.Single(Catcher.Messages).Subject);
    }
}
