using Leadmetrics.Peers;
using Microsoft.Playwright;

namespace Leadmetrics.AdminPage;

/// <summary>A real Chromium, as the distribution packages it, driven by Playwright. It loads nothing by itself.</summary>
public sealed class ChromiumPeer : IPeer
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private static readonly string[] Arguments = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    /// <summary>axe-core, which looks for what keeps people out.</summary>
    public static string Axe { get; } = Path.Combine(Checkout.Root, "tests", "peers", "node_modules", "axe-core", "axe.min.js");

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The browser.</summary>
    public IBrowser Browser => _browser ?? throw new InvalidOperationException("Chromium was not started.");

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (Array.Find(Places, File.Exists) is not { } chromium)
        {
            PeerPolicy.Missing("chromium", "install Debian's chromium and fonts-liberation (./dev test does it).");
            return;
        }

        if (!File.Exists(Axe))
        {
            PeerPolicy.Missing("chromium", "run npm ci in tests/peers (./dev test does it).");
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = chromium, Args = Arguments });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
