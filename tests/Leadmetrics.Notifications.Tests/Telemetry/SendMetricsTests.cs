using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Notifications.Tests.Egress;
using Microsoft.Extensions.DependencyInjection;
using static Leadmetrics.Notifications.Tests.Telemetry.MeasuredHost;

namespace Leadmetrics.Notifications.Tests.Telemetry;

/// <summary>Every measurement of a send, all of them and nothing beside: names, values, tags.</summary>
[Collection(TelemetryCollection.Name)]
public sealed class SendMetricsTests
{
    private const string Loaded = "routes.loaded 1 outcome=loaded";
    private const string Opened = "smtp.connections.opened 1";

    [Fact]
    public async Task A_message_that_a_tenants_server_takes()
    {
        await using var host = MeasuredHost.Start();
        await host.AddAsync(Acme);

        Assert.Equal(SendOutcome.Accepted, (await host.SendAsync(Acme, "a@example.net", "b@example.net")).Outcome);

        Assert.Equal(
            [
                "recipients 2 outcome=accepted provider=smtp",
                Loaded,
                "send.duration s outcome=accepted provider=smtp route=tenant",
                "sends 1 outcome=accepted provider=smtp route=tenant",
                Opened,
            ],
            host.Metrics.All);
    }

    [Fact]
    public async Task A_message_of_which_one_recipient_is_refused()
    {
        await using var host = MeasuredHost.Start();
        await host.AddAsync(Acme);
        host.Server.Options.RecipientReplies["gone@example.net"] = "550 5.1.1 no such user";

        await host.SendAsync(Acme, "a@example.net", "gone@example.net");

        Assert.Equal(
            [
                "recipients 1 outcome=accepted provider=smtp",
                "recipients 1 outcome=rejected provider=smtp",
                Loaded,
                "send.duration s outcome=accepted provider=smtp route=tenant",
                "sends 1 outcome=accepted provider=smtp route=tenant",
                Opened,
            ],
            host.Metrics.All);
    }

    [Fact]
    public async Task A_message_whose_row_cannot_be_opened_reached_no_provider()
    {
        await using var host = MeasuredHost.Start();
        await host.AddAsync(Acme);
        var rows = (RowsInMemory)host.Services.GetRequiredService<IProviderStore>();
        var row = rows.All.Single();
        Assert.True(await rows.TryUpdateAsync(row with { Version = row.Version + 1, Config = new byte[] { 1 } }, TestContext.Current.CancellationToken));

        Assert.Equal(FailureKind.Configuration, (await host.SendAsync(Acme)).Failure?.Kind);

        Assert.Equal(["routes.loaded 1 outcome=failed", "sends 1 kind=configuration outcome=rejected provider=none route=none"], host.Metrics.All);
    }

    [Theory]
    [InlineData("550 5.1.1 no such user", "rejected", "recipient_rejected")]
    [InlineData("450 4.2.0 greylisted, come later", "deferred", "recipient_rejected")]
    [InlineData("550 5.7.0 too many e-mails per second", "deferred", "throttled")]
    public async Task A_message_whose_only_recipient_is_not_taken(string reply, string outcome, string kind)
    {
        await using var host = MeasuredHost.Start();
        await host.AddAsync(Acme);
        host.Server.Options.RecipientReply = _ => reply;

        await host.SendAsync(Acme);

        Assert.Equal(
            [
                $"recipients 1 outcome={outcome} provider=smtp",
                Loaded,
                $"send.duration s outcome={outcome} provider=smtp route=tenant",
                $"sends 1 kind={kind} outcome={outcome} provider=smtp route=tenant",
                Opened,
            ],
            host.Metrics.All);
    }

    [Fact]
    public async Task A_message_whose_answer_is_lost_is_counted_as_uncertain()
    {
        await using var host = MeasuredHost.Start();
        await host.AddAsync(Acme);
        host.Server.At(SmtpPoint.Dot, SmtpFault.Close);

        var result = await host.SendAsync(Acme);

        Assert.Equal(SendOutcome.Uncertain, result.Outcome);
        Assert.Equal(
            [
                "recipients 1 outcome=uncertain provider=smtp",
                Loaded,
                "send.duration s outcome=uncertain provider=smtp route=tenant",
                "sends 1 kind=unavailable outcome=uncertain provider=smtp route=tenant",
                Opened,
                "uncertain 1 provider=smtp route=tenant",
            ],
            host.Metrics.All);
    }

    [Fact]
    public async Task A_message_that_a_limit_stops()
    {
        await using var host = MeasuredHost.Start();
        await host.AddAsync(Acme, """{"limits":{"perHour":1}}""");
        await host.SendAsync(Acme);
        host.Metrics.Clear();

        await host.SendAsync(Acme);

        Assert.Equal(
            [
                "limits.reached 1 scope=row span=hour",
                "recipients 1 outcome=deferred provider=smtp",
                "send.duration s outcome=deferred provider=smtp route=tenant",
                "sends 1 kind=limit_reached outcome=deferred provider=smtp route=tenant",
            ],
            host.Metrics.All);
    }

    [Theory]
    [InlineData(false, "platform_tenant")]
    [InlineData(true, "platform")]
    public async Task A_limit_on_the_platforms_account_says_whose_it_is(bool total, string scope)
    {
        await using var host = MeasuredHost.Start(options =>
        {
            var limits = new Notifications.Hosting.SendingLimitsOptions { PerDay = 1 };
            if (total) options.Platform.SendGrid!.Limits = limits;
            else options.Platform.SendGrid!.TenantLimits = limits;
        });
        await host.SendAsync(Nobody);

        await host.SendAsync(Nobody);

        Assert.Equal([$"limits.reached 1 scope={scope} span=day"], host.Metrics.Of("leadmetrics.notifications.limits.reached"));
    }

    [Fact]
    public async Task A_message_that_falls_to_the_platform_is_two_sends_and_a_fallback()
    {
        await using var host = MeasuredHost.Start();
        await host.AddAsync(Acme, """{"fallback":"platform"}""");
        host.Server.At(SmtpPoint.Greeting, SmtpFault.Reply("554 go away"));

        Assert.Equal(SendOutcome.Accepted, (await host.SendAsync(Acme)).Outcome);

        Assert.Equal(["fallbacks 1 kind=unavailable next.route=platform provider=smtp"], host.Metrics.Of("leadmetrics.notifications.fallbacks"));
        Assert.Equal(
            [
                "sends 1 kind=unavailable outcome=rejected provider=smtp route=tenant",
                "sends 1 outcome=accepted provider=sendgrid route=platform",
            ],
            host.Metrics.Of("leadmetrics.notifications.sends"));
    }

    [Fact]
    public async Task A_configured_account_and_the_platforms_have_their_own_words()
    {
        await using var host = MeasuredHost.Start();

        await host.SendAsync(Globex);
        await host.SendAsync(Nobody);
        host.SendGrid.ApiKey = "another";
        await host.SendAsync(Nobody);

        Assert.Equal(
            [
                "sends 1 kind=authentication outcome=rejected provider=sendgrid route=platform",
                "sends 1 outcome=accepted provider=sendgrid route=platform",
                "sends 1 outcome=accepted provider=smtp route=configured",
            ],
            host.Metrics.Of("leadmetrics.notifications.sends"));
    }

    [Fact]
    public async Task A_message_that_reaches_no_provider_is_counted_once()
    {
        await using var host = MeasuredHost.Start(hasPlatform: false);

        await host.SendAsync(Nobody);

        Assert.Equal(
            ["routes.loaded 1 outcome=failed", "sends 1 kind=configuration outcome=rejected provider=none route=none"],
            host.Metrics.All);
    }

    [Fact]
    public async Task A_message_that_is_wrong_is_counted_once()
    {
        await using var host = MeasuredHost.Start();

        await host.SendAsync(Nobody, "not an address");

        Assert.Equal([Loaded, "sends 1 kind=message_rejected outcome=rejected provider=none route=none"], host.Metrics.All);
    }

    [Fact]
    public async Task The_tenant_is_a_tag_of_the_counter_of_sends_by_opt_in()
    {
        await using var host = MeasuredHost.Start(options => options.Telemetry.TagTenant = true);

        await host.SendAsync(Globex);

        Assert.Equal(
            [
                "recipients 1 outcome=accepted provider=smtp",
                "send.duration s outcome=accepted provider=smtp route=configured",
                "sends 1 outcome=accepted provider=smtp route=configured tenant=globex",
                Opened,
            ],
            host.Metrics.All);
    }
}
