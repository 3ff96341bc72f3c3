using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Peers;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Integration.Servers;

/// <summary>A host whose tenant <c>acme</c> has an account at a real server; the certificates' authority is trusted as an operator would.</summary>
internal sealed class TenantAt : IAsyncDisposable
{
    private static readonly TenantId Acme = new("acme");

    private readonly SqliteFile _file;
    private readonly Guid _row;

    private TenantAt(SqliteFile file, TestHost host, Guid row)
    {
        _file = file;
        Host = host;
        _row = row;
    }

    public TestHost Host { get; }

    public static async Task<TenantAt> StartAsync(SmtpConfig account, string? authorityFile = null, Uri? tokenEndpoint = null)
    {
        var file = new SqliteFile();
        authorityFile ??= (await TestCertificates.SharedAsync()).AuthorityFile;
        var host = await TestHost.StartAsync(builder => builder.UseSqlite(file.Path), TestHost.NewKey(), options =>
        {
            options.TrustedRootsFile = authorityFile;
            options.OAuthBaseAddress = tokenEndpoint;
        });
        var added = await host.Providers.AddAsync(Acme, ProviderDraft.From(account));
        return new TenantAt(file, host, added.Id);
    }

    public Task<ProviderTestResult> TestAsync() => Host.Providers.TestAsync(Acme, _row);

    /// <summary>Sends through the tenant's own row, and never through the platform.</summary>
    public async Task<EmailSendResult> SendAsync(EmailMessage message)
    {
        var tested = await TestAsync();
        Assert.True(tested.Verified, tested.Report.Failure?.Message);
        var result = await Host.Mailer.SendAsync(Acme, message);
        Assert.Equal("smtp", result.Provider);
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _file.Dispose();
    }
}
