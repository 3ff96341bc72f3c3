using System.Net;
using System.Text;
using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;
using Leadmetrics.Notifications.AspNetCore.Unsubscribing;
using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Unsubscribing;

/// <summary>A recipient leaves a tenant's list with one click (RFC 8058), and nobody else does it for him.</summary>
public abstract class OneClickConformance(SharedHost shared) : ApiScenario(shared)
{
    private const string Click = "List-Unsubscribe=One-Click";
    private const string Base = "Notifications:Api:Unsubscribe:BaseAddress";

    private static readonly EmailAddress Jane = new("Jane@customer.test");

    [Fact]
    public async Task A_click_takes_the_recipient_off_bulk_mail_of_this_tenant_and_off_nothing_else()
    {
        await AddVerifiedAsync(Acme);
        await AddVerifiedAsync(Globex);

        (await PostAsync(Path(Api, Acme.Tenant))).Is(HttpStatusCode.OK);
        (await PostAsync(Path(Api, Acme.Tenant))).Is(HttpStatusCode.OK);

        var entry = Assert.Single((await Acme.GetAsync("/api/email/suppressions")).Items());
        Assert.Equal(("jane@customer.test", "unsubscribe", "bulk"), (entry.GetProperty("address").GetString(), entry.GetProperty("reason").GetString(), entry.GetProperty("scope").GetString()));
        Assert.Empty((await Globex.GetAsync("/api/email/suppressions")).Items());
        (await SendAsync(Acme, isBulk: true)).IsProblem("delivery-rejected", 422);
        (await SendAsync(Acme, isBulk: false)).Is(HttpStatusCode.OK);
        (await SendAsync(Globex, isBulk: true)).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_recipient_in_quotes_leaves_like_any_other()
    {
        var link = Api.Get<IUnsubscribeLinks>().Create(Acme.Tenant, new EmailAddress("\"jane doe\"@customer.test") { AllowQuotedLocalPart = true });

        (await PostAsync(link.Url!.AbsolutePath)).Is(HttpStatusCode.OK);

        Assert.Equal("\"jane doe\"@customer.test", Assert.Single((await Acme.GetAsync("/api/email/suppressions")).Items()).GetProperty("address").GetString());
    }

    [Fact]
    public async Task A_program_that_looks_at_the_link_changes_nothing_and_a_person_sees_a_button()
    {
        var page = (await Api.Anonymous().GetAsync(Path(Api, Acme.Tenant))).Is(HttpStatusCode.OK);

        Assert.Contains("<button name=\"List-Unsubscribe\" value=\"One-Click\">", page.Text, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal(("no-store", "no-referrer"), (page.Header("Cache-Control"), page.Header("Referrer-Policy")));
        Assert.DoesNotContain("jane", page.Whole(), StringComparison.OrdinalIgnoreCase);
        Assert.Empty((await Acme.GetAsync("/api/email/suppressions")).Items());
    }

    [Fact]
    public async Task A_token_of_which_one_character_is_another_or_that_was_cut_off_is_404()
    {
        var path = Path(Api, Acme.Tenant);
        var start = path.LastIndexOf('/') + 1;
        for (var i = start; i < path.Length; i++)
        {
            var changed = path[..i] + (path[i] == 'A' ? 'B' : 'A') + path[(i + 1)..];

            // The last character may hold bits that no octet has: a token that reads the same is the same.
            (await PostAsync(changed)).Is(HttpStatusCode.NotFound);
        }

        for (var length = start + 1; length < path.Length; length += 7) (await PostAsync(path[..length])).Is(HttpStatusCode.NotFound);
        foreach (var wrong in (string[])["x", "%20", new string('A', 2000), path[start..] + "A", "A" + path[start..]]) (await PostAsync("/unsubscribe/" + wrong)).Is(HttpStatusCode.NotFound);
        (await Api.Anonymous().GetAsync(path[..^4])).Is(HttpStatusCode.NotFound);
        Assert.Empty((await Acme.GetAsync("/api/email/suppressions")).Items());
    }

    [Theory]
    [InlineData("", "application/x-www-form-urlencoded")]
    [InlineData("List-Unsubscribe=Two-Clicks", "application/x-www-form-urlencoded")]
    [InlineData("Unsubscribe=One-Click", "application/x-www-form-urlencoded")]
    [InlineData("List-Unsubscribe=One-Click&List-Unsubscribe=One-Click", "application/x-www-form-urlencoded")]
    [InlineData("List-Unsubscribe=One-Click", "text/plain")]
    [InlineData("""{"List-Unsubscribe":"One-Click"}""", "application/json")]
    [InlineData("broken", "multipart/form-data; boundary=x")]
    [InlineData("broken", "multipart/form-data")]
    public async Task A_body_that_does_not_say_it_is_400_and_changes_nothing(string body, string type)
    {
        (await PostAsync(Path(Api, Acme.Tenant), body, type)).Is(HttpStatusCode.BadRequest);
        Assert.Empty((await Acme.GetAsync("/api/email/suppressions")).Items());
    }

    [Fact]
    public async Task A_body_in_parts_is_taken_as_well()
    {
        (await PostAsync(Path(Api, Acme.Tenant), "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n", "multipart/form-data; boundary=x")).Is(HttpStatusCode.OK);
        Assert.Single((await Acme.GetAsync("/api/email/suppressions")).Items());
    }

    [Fact]
    public async Task A_body_that_is_far_too_large_is_400() =>
        (await PostAsync(Path(Api, Acme.Tenant), $"{Click}&x={new string('x', 100_000)}")).Is(HttpStatusCode.BadRequest);

    [Fact]
    public async Task A_new_key_breaks_no_link_that_was_sent_and_a_removed_one_breaks_its_own()
    {
        var (old, young) = (KeyGenerator.NewKey(), KeyGenerator.NewKey());
        var path = Path(await StartAsync(With(old)), Acme.Tenant);

        (await PostAsync(path, to: await StartAsync(With(young, old)))).Is(HttpStatusCode.OK);
        (await PostAsync(path, to: await StartAsync(With(young)))).Is(HttpStatusCode.NotFound);

        static Dictionary<string, string> With(params string[] keys) =>
            new(keys.Select((key, i) => KeyValuePair.Create($"Notifications:Api:Unsubscribe:Keys:{i}", key)).Append(KeyValuePair.Create(Base, "https://app.example.com/unsubscribe")));
    }

    [Fact]
    public async Task A_mail_with_the_link_carries_both_header_fields()
    {
        await AddVerifiedAsync(Acme);
        var link = Api.Get<IUnsubscribeLinks>().Create(Acme.Tenant, Jane).Url;

        (await Acme.PostAsync("/api/email/send", $$$$"""{"message":{"to":[{"address":"jane@customer.test"}],"subject":"News","text":"x","listUnsubscribe":{"url":"{{{{link}}}}"}}}""")).Is(HttpStatusCode.OK);

        var mail = Assert.Single(Catcher.Messages);
        Assert.Equal($"<{link}>", mail.Header("List-Unsubscribe")?.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(Click, mail.Header("List-Unsubscribe-Post"));
    }

    private static string Path(ApiHost host, TenantId tenant) => host.Get<IUnsubscribeLinks>().Create(tenant, Jane).Url!.AbsolutePath;

    private Task<Answer> PostAsync(string path, string body = Click, string type = "application/x-www-form-urlencoded", ApiHost? to = null)
    {
        var content = new ByteArrayContent(Encoding.ASCII.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return (to ?? Api).Anonymous().SendAsync(HttpMethod.Post, path, content);
    }

    private static Task<Answer> SendAsync(Caller caller, bool isBulk) =>
        caller.PostAsync("/api/email/send", "{\"message\":" + Message() + ",\"options\":{\"isBulk\":" + (isBulk ? "true" : "false") + "}}");
}
