using Leadmetrics.Notifications.Testing;
using Leadmetrics.Peers;
using Microsoft.Playwright;

namespace Leadmetrics.AdminPage;

/// <summary>The page as a person uses it, in a real browser.</summary>
public sealed class PageTests(PeerFixture<ChromiumPeer> chromium)
{
    private const int FirstViewAtMost = 60 * 1024;
    private static readonly string[] Views = ["Providers", "Queue", "Dead letters", "Messages", "Suppressions"];

    [Fact]
    public async Task Provider_is_made_from_a_preset_fails_with_a_remedy_is_corrected_and_verified()
    {
        await using var host = await PageHost.StartAsync();
        await using var visit = await Visit.StartAsync(await chromium.GetAsync(), host);
        var page = visit.Page;
        await visit.LogInAsync(host);
        await visit.PhotographAsync("1-no-provider");

        await ClickAsync(page, "Add a provider");
        await page.GetByLabel("Service").SelectOptionAsync("gmail");
        await Assertions.Expect(page.Locator("#field-host")).ToHaveValueAsync("smtp.gmail.com");
        await Assertions.Expect(page.Locator("#field-port")).ToHaveValueAsync("587");
        await page.Locator("#field-host").FillAsync("localhost");
        await page.Locator("#field-port").FillAsync("1");
        await page.Locator("#field-fromAddress").FillAsync("app@example.com");
        await ClickAsync(page, "Save and test");

        await Assertions.Expect(page.Locator("#provider-editor-test .stage[data-stage=dns]")).ToHaveAttributeAsync("data-outcome", "passed");
        await Assertions.Expect(page.Locator("#provider-editor-test .stage[data-stage=connect]")).ToHaveAttributeAsync("data-outcome", "failed");
        await Assertions.Expect(page.Locator("#provider-editor-test .remedy")).ToHaveAttributeAsync("data-code", "connection-refused");
        await visit.PhotographAsync("2-failed-with-remedy");
        await visit.CheckAccessAsync("a failed test");

        await page.Locator("#field-port").FillAsync($"{host.Catcher.Port}");
        await ClickAsync(page, "Save and test");
        await Assertions.Expect(page.Locator("#provider-editor-test .verdict.ok")).ToBeVisibleAsync();
        await visit.PhotographAsync("3-verified");
        await ClickAsync(page, "Done");
        await Assertions.Expect(page.Locator("#provider-list .badge.ok")).ToHaveTextAsync("Verified");
        visit.IsClean();
    }

    [Fact]
    public async Task Hundred_mails_are_queued_seen_waiting_and_seen_to_drain()
    {
        await using var host = await PageHost.StartAsync();
        await Providers.AddVerifiedAsync(host);
        await using var visit = await Visit.StartAsync(await chromium.GetAsync(), host);
        var page = visit.Page;
        await visit.LogInAsync(host);
        await visit.GoAsync("Queue");
        await Assertions.Expect(page.Locator("#queue-live.on")).ToBeVisibleAsync();
        await ClickAsync(page, "Pause sending");
        await Assertions.Expect(page.Locator("#queue-paused")).ToBeVisibleAsync();

        await host.QueueAsync(Enumerable.Range(0, 100).Select(i => $"r{i}@example.net"));

        await Assertions.Expect(page.Locator("#count-pending")).ToHaveTextAsync("100");
        await visit.PhotographAsync("4-hundred-waiting");
        await visit.CheckAccessAsync("a paused queue");
        await ClickAsync(page, "Resume sending");
        await Assertions.Expect(page.Locator("#count-sentCountThisHour")).ToHaveTextAsync("100");
        await Assertions.Expect(page.Locator("#count-pending")).ToHaveTextAsync("0");
        await Assertions.Expect(page.Locator("#queue-chart")).ToContainTextAsync("100");
        await visit.PhotographAsync("5-drained");
        Assert.Equal(100, host.Catcher.Messages.Count);
        visit.IsClean();
    }

    [Fact]
    public async Task Dead_letter_tells_why_and_is_requeued()
    {
        await using var host = await PageHost.StartAsync();
        await Providers.AddVerifiedAsync(host);
        host.Catcher.Server.Options.RecipientReplies["jane@example.net"] = "550 5.1.1 User unknown";
        await host.QueueAsync("jane@example.net");
        await using var visit = await Visit.StartAsync(await chromium.GetAsync(), host);
        var page = visit.Page;
        await visit.LogInAsync(host);
        await visit.GoAsync("Queue");
        await Assertions.Expect(page.Locator("#count-dead")).ToHaveTextAsync("1");

        await visit.GoAsync("Dead letters");
        var letter = page.Locator("#dead-list tbody tr");
        await Assertions.Expect(letter).ToHaveCountAsync(1);
        await Assertions.Expect(letter).ToContainTextAsync("User unknown");
        await visit.PhotographAsync("6-dead-letter");
        await visit.CheckAccessAsync("a dead letter");
        host.Catcher.Server.Options.RecipientReplies.Clear();
        await letter.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { NameRegex = new("^Requeue") }).ClickAsync();

        Assert.Single(await host.Catcher.WaitForMessagesAsync(1, TestContext.Current.CancellationToken));
        await Assertions.Expect(letter).ToHaveCountAsync(0);
        visit.IsClean();
    }

    [Fact]
    public async Task Held_mail_is_seen_beside_the_queue_and_decided_on()
    {
        await using var host = await PageHost.StartAsync();
        await Providers.AddVerifiedAsync(host);
        host.Catcher.Server.At(SmtpPoint.Dot, SmtpFault.Close, times: 2);
        await host.QueueAsync("hold", ["jane@example.net", "john@example.net"]);
        await using var visit = await Visit.StartAsync(await chromium.GetAsync(), host);
        var page = visit.Page;
        await visit.LogInAsync(host);
        await visit.GoAsync("Queue");
        var held = page.Locator("#held-list tbody tr");
        await Assertions.Expect(held).ToHaveCountAsync(2);
        await visit.CheckAccessAsync("held mails");
        await visit.PhotographAsync("8-held");

        foreach (var (decision, left) in ((string, int)[])[("It arrived", 1), ("Send again", 0)])
        {
            await held.First.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { NameRegex = new("^Decide") }).ClickAsync();
            await page.Locator("#history").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = decision, Exact = true }).ClickAsync();
            await page.Locator("#confirm-yes").ClickAsync();
            await Assertions.Expect(page.Locator("#history .mail[data-state=held]")).ToHaveCountAsync(0);
            await page.Locator("#history-close").ClickAsync();
            await Assertions.Expect(held).ToHaveCountAsync(left);
            await Assertions.Expect(page.Locator("#title-held")).ToBeFocusedAsync();
        }

        // Both had arrived, and the one that was sent again came twice.
        Assert.Equal(3, (await host.Catcher.WaitForMessagesAsync(3, TestContext.Current.CancellationToken)).Count);
        await Assertions.Expect(page.Locator("#count-held")).ToHaveTextAsync("0");
        visit.IsClean();
    }

    [Fact]
    public async Task Mail_is_found_by_its_recipient_and_leads_to_its_history()
    {
        await using var host = await PageHost.StartAsync();
        await Providers.AddVerifiedAsync(host);
        await host.QueueAsync("jane@example.net", "john@example.net", "Jane@Example.net");
        await host.Catcher.WaitForMessagesAsync(3, TestContext.Current.CancellationToken);
        await using var visit = await Visit.StartAsync(await chromium.GetAsync(), host);
        var page = visit.Page;
        await visit.LogInAsync(host);
        await visit.GoAsync("Messages");

        await page.GetByLabel("Id or recipient").FillAsync("jane@example.net");
        await ClickAsync(page, "Search");

        var found = page.Locator("#message-queued-list tbody tr");
        await Assertions.Expect(found).ToHaveCountAsync(2);
        await Assertions.Expect(found.First).ToContainTextAsync("Sent");
        await Assertions.Expect(page.Locator("#message-heard-list")).ToContainTextAsync("Nothing was heard");
        await visit.CheckAccessAsync("mails to a recipient");
        await visit.PhotographAsync("9-by-recipient");
        await found.First.GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(page.Locator("#message-results .mail[data-state=sent]")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#message-lists")).ToBeHiddenAsync();

        await page.GetByLabel("Id or recipient").FillAsync("nobody@example.net");
        await ClickAsync(page, "Search");
        await Assertions.Expect(page.Locator("#message-queued-list")).ToContainTextAsync("No queued mail to this recipient");
        visit.IsClean();
    }

    [Fact]
    public async Task A_search_that_found_nothing_yet_goes_on_at_a_press()
    {
        await using var host = await PageHost.StartAsync();
        await Providers.AddVerifiedAsync(host);
        await host.QueueAsync("jane@example.net");
        await using var visit = await Visit.StartAsync(await chromium.GetAsync(), host);
        var page = visit.Page;
        await visit.LogInAsync(host);
        await visit.GoAsync("Messages");

        // As a tenant's with some millions of mails would answer.
        await page.RouteAsync(
            url => url.Contains("/email/messages?", StringComparison.Ordinal) && !url.Contains("cursor", StringComparison.Ordinal),
            route => route.FulfillAsync(new RouteFulfillOptions { ContentType = "application/json", Body = """{"items":[],"next":"none"}""" }));
        await page.RouteAsync(
            url => url.Contains("/email/messages?", StringComparison.Ordinal) && url.Contains("cursor", StringComparison.Ordinal),
            route => route.ContinueAsync(new RouteContinueOptions { Url = route.Request.Url.Replace("&cursor=none", "", StringComparison.Ordinal) }));
        await page.GetByLabel("Id or recipient").FillAsync("jane@example.net");
        await ClickAsync(page, "Search");
        await Assertions.Expect(page.Locator("#message-queued-list")).ToContainTextAsync("None among the latest");
        await visit.CheckAccessAsync("a search that goes on");
        await ClickAsync(page, "Look further back");

        await Assertions.Expect(page.Locator("#message-queued-list tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#message-queued-list a")).ToBeFocusedAsync();
        visit.IsClean();
    }

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(360, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    public async Task Every_view_is_accessible_and_fits_whatever_the_window_and_the_colours(int width, ColorScheme scheme)
    {
        await using var host = await PageHost.StartAsync();
        await Providers.AddVerifiedAsync(host);
        await host.QueueAsync("jane@example.net");
        await using var visit = await Visit.StartAsync(await chromium.GetAsync(), host, width, scheme);
        await visit.LogInAsync(host);
        foreach (var view in Views)
        {
            await visit.GoAsync(view);
            await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = view, Exact = true })).ToBeFocusedAsync();
            await visit.Page.WaitForLoadStateAsync(LoadState.DOMContentLoaded);
            await visit.CheckAccessAsync($"{view} at {width}, {scheme}");
            await visit.PhotographAsync($"7-{view.Replace(' ', '-')}-{width}-{scheme}");
        }

        visit.IsClean();
    }

    [Fact]
    public async Task First_view_is_small_over_the_wire()
    {
        await using var host = await PageHost.StartAsync();
        await Providers.AddVerifiedAsync(host);
        await using var visit = await Visit.StartAsync(await chromium.GetAsync(), host);
        await visit.LogInAsync(host);
        await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        var ours = (await visit.LoadedAsync()).Where(file => !file.Key.Contains("/login", StringComparison.Ordinal)).ToArray();
        Assert.Contains(ours, file => file.Key.EndsWith("/admin.js", StringComparison.Ordinal));
        var octets = ours.Sum(file => file.Value);
        TestContext.Current.TestOutputHelper?.WriteLine($"{octets} octets in {ours.Length} answers");
        Assert.InRange(octets, 1024, FirstViewAtMost);
        visit.IsClean();
    }

    private static Task ClickAsync(IPage page, string button) => page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = button, Exact = true }).ClickAsync();
}
