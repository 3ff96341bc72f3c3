using System.Security.Cryptography;
using System.Text;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Leadmetrics.Conformance.Catching;

/// <summary>The main job from end to end, whatever database and catcher there are: a tenant's own account, tested, sends what it was given, at once and out of the queue.</summary>
public abstract class TenantMailConformance : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TenantId Acme = new("acme");
    private readonly FakeSendGrid _platform = FakeSendGrid.Start();
    private IHost? _host;
    private ICaughtMails? _catcher;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private IHost Host => _host ?? throw new InvalidOperationException("The host was not started.");

    private ICaughtMails Catcher => _catcher ?? throw new InvalidOperationException("There is no catcher.");

    private ITenantMailer Mailer => Host.Services.GetRequiredService<ITenantMailer>();

    private ITenantProviders Providers => Host.Services.GetRequiredService<ITenantProviders>();

    public async ValueTask InitializeAsync()
    {
        _catcher = await StartAsync();
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        var notifications = builder.Services.AddLeadmetricsNotifications(options =>
        {
            options.Keys.Add(new KeyOptions { Key = KeyGenerator.NewKey() });
            options.Platform.SendGrid = new() { ApiKey = _platform.ApiKey, FromAddress = "platform@platform.test" };
            options.SendGridBaseAddress = _platform.BaseAddress;
            options.Egress.AllowLoopback = true;
            // A container may be on another machine.
            options.Egress.AllowedHosts.Add(_catcher.Host);
            options.Egress.AllowedPorts.Add(_catcher.SmtpPort);
            options.Egress.ClearTextHosts.Add(_catcher.Host);
        });
        UseStore(notifications);
        notifications.MigrateOnStart().AddQueueWorker();
        _host = builder.Build();
        await _host.StartAsync(Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync(CancellationToken.None);
            _host.Dispose();
        }

        await _platform.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_arrives_is_what_was_written()
    {
        await AddAccountAsync();
        var (invoice, logo, subject) = (RandomNumberGenerator.GetBytes(70_001), RandomNumberGenerator.GetBytes(512), Subject("Rechnung für Köln – 日本 🎉"));

        var result = await Mailer.SendAsync(
            Acme,
            new EmailMessage
            {
                To = [new EmailAddress("jane@customer.test", "Jürgen \"Jay\" Müller")],
                Cc = [new EmailAddress("jim@customer.test")],
                ReplyTo = [new EmailAddress("orders@acme.test")],
                Subject = subject,
                Text = "Grüße aus Köln.\r\n.\r\n..two dots\r\nlast line",
                Html = "<p>Grüße aus <b>Köln</b> <img src=\"cid:logo\"></p>",
                Headers = new Dictionary<string, string> { ["X-Order"] = "5" },
                Attachments = [EmailAttachment.FromBytes("Übersicht 2026.bin", invoice), EmailAttachment.FromBytes("logo.png", logo, "image/png").Inline("logo")],
            },
            Cancelled);

        Assert.Equal("smtp", result.Provider);
        var mail = await ArrivedAsync(subject);
        Assert.Equal(new EmailAddress("hello@acme.test", "Acme GmbH"), mail.From);
        Assert.Equal([new EmailAddress("jane@customer.test", "Jürgen \"Jay\" Müller")], mail.To);
        Assert.Equal([new EmailAddress("jim@customer.test")], mail.Cc);
        Assert.Equal("Grüße aus Köln.\n.\n..two dots\nlast line", mail.Text.ReplaceLineEndings("\n").TrimEnd('\n'));
        Assert.Contains("Grüße aus <b>Köln</b>", mail.Html, StringComparison.Ordinal);
        Assert.Equal(["5"], mail.Headers["X-Order"]);
        Assert.Contains("orders@acme.test", Assert.Single(mail.Headers["Reply-To"]), StringComparison.Ordinal);
        Assert.Equal($"<{result.MessageId}>", Assert.Single(mail.Headers["Message-ID"]));
        Assert.Equal(["logo.png", "Übersicht 2026.bin"], mail.Attachments.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(invoice, mail.Attachments["Übersicht 2026.bin"]);
        Assert.Equal(logo, mail.Attachments["logo.png"]);
    }

    [Fact]
    public async Task A_blind_copy_arrives_and_nobody_reads_of_it()
    {
        await AddAccountAsync();
        var subject = Subject("A secret");

        await Mailer.SendAsync(Acme, Short(subject) with { Bcc = [new EmailAddress("archive@acme.test")] }, Cancelled);

        var mail = await ArrivedAsync(subject);
        Assert.Equal(["archive@acme.test", "jane@customer.test"], mail.Recipients.Order(StringComparer.Ordinal));
        Assert.DoesNotContain("Bcc", mail.Headers.Keys, StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain("archive@", Encoding.Latin1.GetString(mail.Source[..HeaderLength(mail)]), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_is_queued_arrives_once_each_and_is_told_as_sent()
    {
        await AddAccountAsync();
        var subject = Subject("Newsletter");

        var ids = await Mailer.QueueManyAsync(Acme, [.. Enumerable.Range(0, 50).Select(i => Short(subject) with { Text = $"Number {i}." })], null, Cancelled);

        var queue = Host.Services.GetRequiredService<IMailQueue>();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(Patience);
        foreach (var id in ids)
        {
            while ((await queue.FindAsync(Acme, id, patience.Token))?.State != QueuedMailState.Sent) await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
        }

        IReadOnlyList<CaughtMail> caught;
        while ((caught = await Catcher.FindAsync(subject, patience.Token)).Count < ids.Count) await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"Number {i}.").Order(StringComparer.Ordinal), caught.Select(mail => mail.Text.Trim()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_account_that_was_not_tested_sends_nothing_and_the_platform_sends_in_its_place()
    {
        await Providers.AddAsync(Acme, ProviderDraft.From(Account()), Cancelled);
        var subject = Subject("Before the test");

        var result = await Mailer.SendAsync(Acme, Short(subject), Cancelled);

        Assert.Equal("sendgrid", result.Provider);
        Assert.Single(_platform.AcceptedMails);
        Assert.Empty(await Catcher.FindAsync(subject, Cancelled));
    }

    /// <summary>Starts what a test needs, and gives the catcher.</summary>
    protected abstract Task<ICaughtMails> StartAsync();

    /// <summary>A database that is this test's alone; asked after <see cref="StartAsync"/>.</summary>
    protected abstract void UseStore(NotificationsBuilder builder);

    private static string Subject(string begin) => $"{begin} {Guid.NewGuid():N}";

    private static EmailMessage Short(string subject) => new() { To = [new EmailAddress("jane@customer.test")], Subject = subject, Text = "Good morning." };

    private static int HeaderLength(CaughtMail mail) => mail.Source.AsSpan().IndexOf("\r\n\r\n"u8);

    private SmtpConfig Account() => new() { Host = Catcher.Host, Port = Catcher.SmtpPort, Secure = false, FromAddress = "hello@acme.test", FromName = "Acme GmbH", Tls = new SmtpTlsSettings { Mode = Leadmetrics.Smtp.SmtpTlsMode.None } };

    private async Task AddAccountAsync()
    {
        var added = await Providers.AddAsync(Acme, ProviderDraft.From(Account()), Cancelled);
        var tested = await Providers.TestAsync(Acme, added.Id, Cancelled);
        Assert.True(tested.Verified, tested.Report.Failure?.Message);
    }

    private async Task<CaughtMail> ArrivedAsync(string subject)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(Patience);
        IReadOnlyList<CaughtMail> caught;
        // A catcher shows a mail a moment after it has taken it.
        while ((caught = await Catcher.FindAsync(subject, patience.Token)).Count == 0) await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
        return Assert.Single(caught);
    }
}
