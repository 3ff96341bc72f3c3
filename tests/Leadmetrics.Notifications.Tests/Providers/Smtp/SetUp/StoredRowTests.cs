using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Tests.Egress;

namespace Leadmetrics.Notifications.Tests.Providers.Smtp.SetUp;

/// <summary>What becomes of a row whose settings are taken for a mistake.</summary>
public sealed class StoredRowTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_row_that_passed_its_test_goes_on_serving_whatever_is_known_of_its_host_by_now()
    {
        await using var tenants = new TenantHost();
        await tenants.PlaceAsync(TenantHost.Config("imap.gmail.com"));

        var failure = await tenants.SendAsync();

        Assert.NotEqual(FailureKind.Configuration, failure!.Kind);
        Assert.NotEmpty(tenants.Dialled.Endpoints);
    }

    [Fact]
    public async Task A_row_that_would_be_refused_now_is_shown_with_what_was_probably_meant_and_really_tested()
    {
        await using var tenants = new TenantHost();
        var id = await tenants.PlaceAsync(TenantHost.Config("imap.gmail.com"));

        var shown = Assert.Single((await tenants.Providers.GetAsync(TenantHost.Acme, id, Cancel)).Warnings);
        var tested = await tenants.Providers.TestAsync(TenantHost.Acme, id, Cancel);

        Assert.Equal(("host", "smtp.gmail.com 587 false"), (shown.Field, Checked.Say(shown.Suggestion)));
        Assert.Equal("host-is-inbox", shown.Remedy.Code);
        Assert.Equal(FailureKind.Connect, tested.Report.Failure!.Kind);
        Assert.NotEmpty(tenants.Dialled.Endpoints);
    }

    [Fact]
    public async Task An_edit_is_held_to_what_an_addition_is()
    {
        await using var tenants = new TenantHost();
        var id = (await tenants.AddAsync(TenantHost.Config("smtp.gmail.com", more: """{"fromAddress":"jane@gmail.com"}"""))).Id;

        var refused = await Assert.ThrowsAsync<ProviderConfigException>(() => tenants.Providers.ChangeAsync(TenantHost.Acme, id, new() { Config = TenantHost.Config("smtp.gmail.com:465") }, Cancel));
        var changed = await tenants.Providers.ChangeAsync(TenantHost.Acme, id, new() { Config = TenantHost.Config("aspmx.l.google.com") }, Cancel);

        Assert.Equal(("host-has-port", "smtp.gmail.com 465"), (refused.Remedy!.Code, Checked.Say(refused.Suggestion)));
        Assert.Equal(["host host-is-mx smtp.gmail.com 587 false"], Checked.Say(changed.Warnings));
    }
}
