using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Leadmetrics.AdminPage;

/// <summary>Somebody who looks at the page, and what the browser says of it meanwhile: its console, and everything it loads.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly Uri _address;
    private readonly ConcurrentQueue<string> _complaints = [];
    private readonly ConcurrentQueue<IRequest> _finished = [];

    private Visit(IBrowserContext context, IPage page, Uri address) => (_context, Page, _address) = (context, page, address);

    public IPage Page { get; }

    public static async Task<Visit> StartAsync(ChromiumPeer chromium, PageHost host, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        // axe-core is put in by the test, past the page's own policy.
        var context = await chromium.Browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = 900 }, ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(15_000);
        var visit = new Visit(context, page, host.Address);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") visit._complaints.Enqueue($"console: {message.Text}");
        };
        page.PageError += (_, error) => visit._complaints.Enqueue($"script: {error}");
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(host.Address.AbsoluteUri, StringComparison.Ordinal)) visit._complaints.Enqueue($"loaded from elsewhere: {request.Url}");
        };
        page.RequestFinished += (_, request) => visit._finished.Enqueue(request);
        return visit;
    }

    /// <summary>Logs in, and is led to the page.</summary>
    public async Task LogInAsync(PageHost host)
    {
        await Page.GotoAsync(new Uri(_address, "/notifications").AbsoluteUri);
        Assert.Contains("/login", Page.Url, StringComparison.Ordinal);
        await Page.GetByLabel("API key of the tenant").FillAsync(host.Key);
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Log in" }).ClickAsync();
        await Assertions.Expect(Page.Locator("#view-providers")).ToBeVisibleAsync();
    }

    /// <summary>What was loaded so far, with the octets of its bodies over the wire.</summary>
    public async Task<Dictionary<string, long>> LoadedAsync()
    {
        // Asked here and not as each one ends: the browser may be gone by the time it would answer.
        var octets = new Dictionary<string, long>();
        foreach (var request in _finished) octets[request.Url] = (await request.SizesAsync()).ResponseBodySize;
        return octets;
    }

    public Task GoAsync(string view) => Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = view, Exact = true }).ClickAsync();

    /// <summary>Asks axe-core of WCAG 2.2 A and AA and of best practice.</summary>
    public async Task CheckAccessAsync(string state)
    {
        // Over the driver, which the page's own policy does not concern.
        await Page.EvaluateAsync(await File.ReadAllTextAsync(ChromiumPeer.Axe));
        var violations = await Page.EvaluateAsync<string[]>("async () => (await axe.run()).violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(', '))");
        Assert.True(violations.Length == 0, $"{state}: {string.Join("; ", violations)}");
        Assert.True(await Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"), $"{state} is wider than the window");
    }

    /// <summary>Keeps what is seen beside the build's output.</summary>
    public Task PhotographAsync(string name) => Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Checkout.Root, "artifacts", "admin-page", $"{name}.png"), FullPage = true });

    /// <summary>Nothing was complained of.</summary>
    public void IsClean() => Assert.Empty(_complaints);

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
