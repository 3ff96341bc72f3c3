using System.Net;
using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Providers;

/// <summary>A provider from its adding to its removal, where two people edit it at the same time.</summary>
public abstract class VersionConformance(SharedHost shared) : ApiScenario(shared)
{
    [Fact]
    public async Task A_provider_is_added_shown_edited_and_removed()
    {
        var added = (await AddAsync(Acme, Settings(""","user":"app","pass":"x" """))).Is(HttpStatusCode.Created);
        var path = $"/api/providers/{Id(added)}";
        Assert.Equal((path, "\"1\""), (added.Header("Location"), added.Header("ETag")));
        Assert.Equal((1, true, false), (added["version"].GetInt32(), added["hasSecret"].GetBoolean(), added["hasWebhook"].GetBoolean()));

        var shown = (await Acme.GetAsync(path)).Is(HttpStatusCode.OK);
        Assert.Equal((added.Text, "\"1\"", "no-store"), (shown.Text, shown.Header("ETag"), shown.Header("Cache-Control")));

        var edited = (await Acme.PutAsync(path, """{"priority":7,"enabled":false}""")).Is(HttpStatusCode.OK);
        Assert.Equal((7, false, 2, "\"2\""), (edited["priority"].GetInt32(), edited["enabled"].GetBoolean(), edited["version"].GetInt32(), edited.Header("ETag")));
        Assert.Equal(added["config"].GetRawText(), edited["config"].GetRawText());

        (await Acme.DeleteAsync(path)).Is(HttpStatusCode.NoContent);
        (await Acme.GetAsync(path)).IsProblem("not-found", 404);
        (await Acme.DeleteAsync(path)).IsProblem("not-found", 404);
    }

    [Fact]
    public async Task An_edit_of_an_old_version_is_412_and_changes_nothing()
    {
        var path = $"/api/providers/{Id(await AddAsync(Acme, Settings()))}";
        (await Acme.PutAsync(path, """{"priority":1}""", ("If-Match", "\"1\""))).Is(HttpStatusCode.OK);

        (await Acme.PutAsync(path, """{"priority":2}""", ("If-Match", "\"1\""))).IsProblem("version-mismatch", 412);
        (await Acme.PutAsync(path, """{"priority":2,"version":1}""")).IsProblem("version-mismatch", 412);
        (await Acme.PutAsync(path, """{"priority":2}""", ("If-Match", "\"99\""))).IsProblem("version-mismatch", 412);
        (await Acme.DeleteAsync(path, ("If-Match", "\"1\""))).IsProblem("version-mismatch", 412);
        Assert.Equal((1, 2), await SeenAsync(path));

        (await Acme.PutAsync(path, """{"priority":3,"version":2}""")).Is(HttpStatusCode.OK);
        (await Acme.PutAsync(path, """{"priority":4,"version":3}""", ("If-Match", "\"3\""))).Is(HttpStatusCode.OK);
        (await Acme.PutAsync(path, """{"priority":5}""", ("If-Match", "*"))).Is(HttpStatusCode.OK);
        (await Acme.DeleteAsync(path, ("If-Match", "\"5\""))).Is(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("W/\"1\"")]
    [InlineData("\"one\"")]
    [InlineData("\"-1\"")]
    [InlineData("\"1\", \"2\"")]
    [InlineData("\"")]
    [InlineData("\"99999999999999999999\"")]
    public async Task An_If_Match_that_is_no_version_of_ours_is_412(string tag)
    {
        var path = $"/api/providers/{Id(await AddAsync(Acme, Settings()))}";

        (await Acme.PutAsync(path, """{"priority":2}""", ("If-Match", tag))).IsProblem("version-mismatch", 412);
        (await Acme.DeleteAsync(path, ("If-Match", tag))).IsProblem("version-mismatch", 412);

        Assert.Equal((0, 1), await SeenAsync(path));
    }

    [Fact]
    public async Task A_version_in_the_body_beside_another_in_If_Match_is_400()
    {
        var path = $"/api/providers/{Id(await AddAsync(Acme, Settings()))}";

        (await Acme.PutAsync(path, """{"priority":2,"version":2}""", ("If-Match", "\"1\""))).IsProblem("invalid-field", 400, "version");

        Assert.Equal((0, 1), await SeenAsync(path));
    }

    [Fact]
    public async Task Of_twenty_edits_of_one_version_one_is_made()
    {
        var path = $"/api/providers/{Id(await AddAsync(Acme, Settings()))}";

        var answers = await Task.WhenAll(Enumerable.Range(1, 20).Select(i => Acme.PutAsync(path, $$"""{"priority":{{i}},"version":1}""")));

        var won = Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.All(answers.Except([won]), answer => answer.IsProblem("version-mismatch", 412));
        Assert.Equal((won["priority"].GetInt32(), 2), await SeenAsync(path));
    }

    [Fact]
    public async Task An_edit_that_leaves_the_secret_out_keeps_it_as_long_as_it_goes_to_the_same_place()
    {
        var id = await AddVerifiedAsync(Acme, Settings(""","user":"app","pass":"first" """));
        var kept = (await Acme.PutAsync($"/api/providers/{id}", $$"""{"config":{{Settings(""","user":"app","name":"mail.acme.test" """)}}}""")).Is(HttpStatusCode.OK);
        Assert.True(kept["hasSecret"].GetBoolean());
        Assert.True((await Acme.PostAsync($"/api/providers/{id}/test"))["verified"].GetBoolean());

        var moved = await Acme.PutAsync($"/api/providers/{id}", $$"""{"config":{{Settings(""","user":"app" """, ClosedPort())}}}""");

        moved.IsProblem("invalid-settings", 400, "config.pass");
    }

    [Fact]
    public async Task The_word_of_a_provider_cannot_be_edited()
    {
        var path = $"/api/providers/{Id(await AddAsync(Acme, Settings()))}";

        (await Acme.PutAsync(path, """{"provider":"sendgrid"}""")).IsProblem("invalid-field", 400, "provider");
        (await Acme.PutAsync(path, """{"provider":"smtp","priority":1}""")).Is(HttpStatusCode.OK);
    }

    private async Task<(int Priority, int Version)> SeenAsync(string path)
    {
        var seen = await Acme.GetAsync(path);
        return (seen["priority"].GetInt32(), seen["version"].GetInt32());
    }
}
