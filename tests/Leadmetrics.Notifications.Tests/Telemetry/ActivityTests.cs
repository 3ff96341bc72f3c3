using System.Diagnostics;
using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Notifications.Tests.Egress;
using Microsoft.Extensions.DependencyInjection;
using static Leadmetrics.Notifications.Tests.Telemetry.HeardActivities;
using static Leadmetrics.Notifications.Tests.Telemetry.MeasuredHost;

namespace Leadmetrics.Notifications.Tests.Telemetry;

/// <summary>A message as a trace: the message, its tries, the connection it waited for.</summary>
[Collection(TelemetryCollection.Name)]
public sealed class ActivityTests
{
    [Fact]
    public async Task A_message_is_an_activity_and_its_try_and_its_connect_stand_below_it()
    {
        await using var host = MeasuredHost.Start();
        using var heard = new HeardActivities();

        await host.SendAsync(Globex, "a@example.net", "b@example.net");

        var (send, attempt, connect) = (heard.The("email.send"), heard.The("email.attempt"), heard.The("smtp.connect"));
        Assert.Equal(["smtp.connect", "email.attempt", "email.send"], heard.Names);
        Assert.Equal((heard.Caller.SpanId, send.SpanId, attempt.SpanId), (send.ParentSpanId, attempt.ParentSpanId, connect.ParentSpanId));
        Assert.Equal((ActivityKind.Internal, ActivityKind.Client, ActivityKind.Client), (send.Kind, attempt.Kind, connect.Kind));
        var octets = host.Server.Messages[0].Content.Length;
        Assert.Equal("outcome=accepted provider=smtp recipient.count=2 reply.code=250 reply.enhanced_code=2.0.0", Tags(send));
        Assert.Equal($"message.size={octets} outcome=accepted provider=smtp recipient.count=2 reply.code=250 reply.enhanced_code=2.0.0 route=configured", Tags(attempt));
        Assert.Equal($"outcome=opened server.address=localhost server.port={host.Server.Port}", Tags(connect));
        Assert.Equal(["connect", "greeting", "ehlo", "auth"], connect.Events.Select(step => step.Name));
        Assert.All(connect.Events, step => Assert.Equal(["duration", "outcome"], step.Tags.Select(tag => tag.Key)));
        Assert.All([send, attempt, connect], activity => Assert.Equal((ActivityStatusCode.Unset, null, 0), (activity.Status, activity.StatusDescription, activity.Baggage.Count())));
    }

    [Fact]
    public async Task The_callers_activity_is_current_again_when_a_send_returns_and_when_it_fails()
    {
        await using var host = MeasuredHost.Start();
        using var heard = new HeardActivities();

        var sending = host.SendAsync(Globex);
        Assert.Same(heard.Caller, Activity.Current);
        await sending;
        Assert.Same(heard.Caller, Activity.Current);
        host.Server.Options.RecipientReply = _ => "550 5.1.1 no";
        await host.SendAsync(Globex);

        Assert.Same(heard.Caller, Activity.Current);
    }

    [Fact]
    public async Task A_second_message_over_the_same_connection_has_no_connect()
    {
        await using var host = MeasuredHost.Start();
        await host.SendAsync(Globex);
        using var heard = new HeardActivities();

        await host.SendAsync(Globex);

        Assert.Equal(["email.attempt", "email.send"], heard.Names);
    }

    [Fact]
    public async Task A_refusal_is_an_error_with_its_kind_phase_and_codes_and_without_the_servers_words()
    {
        await using var host = MeasuredHost.Start();
        host.Server.Options.RecipientReply = address => $"550 5.1.1 {address} is unknown here";
        using var heard = new HeardActivities();

        await host.SendAsync(Globex);

        Assert.Equal((ActivityStatusCode.Error, "recipient_rejected"), (heard.The("email.attempt").Status, heard.The("email.attempt").StatusDescription));
        Assert.Equal((ActivityStatusCode.Error, "recipient_rejected"), (heard.The("email.send").Status, heard.The("email.send").StatusDescription));
        Assert.Equal("kind=recipient_rejected outcome=rejected phase=rcpt provider=smtp recipient.count=1 reply.code=550 reply.enhanced_code=5.1.1", Tags(heard.The("email.send")));
    }

    [Fact]
    public async Task A_connect_that_fails_says_at_which_step()
    {
        await using var host = MeasuredHost.Start();
        host.Server.At(SmtpPoint.Auth, SmtpFault.Reply("535 5.7.8 no"));
        using var heard = new HeardActivities();

        await host.SendAsync(Globex);

        var connect = heard.The("smtp.connect");
        Assert.Equal((ActivityStatusCode.Error, "authentication"), (connect.Status, connect.StatusDescription));
        Assert.Equal($"kind=authentication outcome=failed phase=auth reply.code=535 reply.enhanced_code=5.7.8 server.address=localhost server.port={host.Server.Port}", Tags(connect));
        Assert.Equal("auth failed", connect.Events.Select(step => $"{step.Name} {step.Tags.Single(tag => tag.Key == "outcome").Value}").Last());
    }

    [Fact]
    public async Task A_route_that_is_loaded_is_waited_for_in_an_activity_and_a_cached_one_is_not()
    {
        await using var host = MeasuredHost.Start();
        using var heard = new HeardActivities();

        await host.SendAsync(Nobody);
        await host.SendAsync(Nobody);

        Assert.Equal("outcome=loaded", Tags(heard.The("provider.resolve")));
        Assert.Equal(heard.Of("email.send")[0].SpanId, heard.The("provider.resolve").ParentSpanId);
    }

    [Fact]
    public async Task A_route_that_is_old_and_goes_on_serving_is_not_told_as_loaded()
    {
        await using var host = MeasuredHost.Start();
        await host.SendAsync(Nobody);
        host.Services.GetRequiredService<EmailProviderResolver>().Expire();
        ((RowsInMemory)host.Services.GetRequiredService<IProviderStore>()).Failure = new StoreException(StoreFailure.Unavailable, "away");
        using var heard = new HeardActivities();

        await host.SendAsync(Nobody);
        await host.SendAsync(Nobody);

        Assert.Equal(["outcome=stale", "outcome=stale"], heard.Of("provider.resolve").Select(Tags));
    }

    [Fact]
    public async Task A_message_that_falls_to_the_platform_has_a_try_each()
    {
        await using var host = MeasuredHost.Start();
        await host.AddAsync(Acme, """{"fallback":"platform"}""");
        host.Server.At(SmtpPoint.Greeting, SmtpFault.Reply("554 go away"));
        using var heard = new HeardActivities();

        await host.SendAsync(Acme);

        Assert.Equal(["smtp tenant Error", "sendgrid platform Unset"], heard.Of("email.attempt").Select(attempt => $"{attempt.GetTagItem("provider")} {attempt.GetTagItem("route")} {attempt.Status}"));
        Assert.Equal(("sendgrid", ActivityStatusCode.Unset), (heard.The("email.send").GetTagItem("provider"), heard.The("email.send").Status));
    }

    [Fact]
    public async Task A_message_that_reaches_no_provider_is_an_error_of_its_own()
    {
        await using var host = MeasuredHost.Start(hasPlatform: false);
        using var heard = new HeardActivities();

        await host.SendAsync(Nobody);

        Assert.Equal(["provider.resolve", "email.send"], heard.Names);
        Assert.Equal("kind=configuration outcome=rejected phase=resolve", Tags(heard.The("email.send")));
    }

    [Fact]
    public async Task A_test_of_a_provider_is_an_activity_with_its_connect_below_it()
    {
        await using var host = MeasuredHost.Start();
        (host.Server.Options.AcceptAnyCredentials, host.Server.Options.Users["u"]) = (false, "p");
        using var heard = new HeardActivities();

        await host.TestAsync(Acme, """{"user":"u","pass":"wrong"}""");

        Assert.Equal("kind=authentication outcome=auth phase=auth provider=smtp", Tags(heard.The("email.verify")));
        Assert.Equal((ActivityStatusCode.Error, "authentication"), (heard.The("email.verify").Status, heard.The("email.verify").StatusDescription));
        Assert.Equal(heard.The("email.verify").SpanId, heard.The("smtp.connect").ParentSpanId);
    }

    [Fact]
    public async Task Activities_name_the_tenant_by_opt_in_alone()
    {
        await using var quiet = MeasuredHost.Start();
        await using var telling = MeasuredHost.Start(options => options.Telemetry.TagTenant = true);
        using var heard = new HeardActivities();

        await quiet.SendAsync(Globex);
        Assert.DoesNotContain(heard.Of("email.send").Concat(heard.Of("email.attempt")), activity => activity.GetTagItem(TelemetryNames.Tenant) is not null);
        await telling.SendAsync(Globex);

        Assert.Equal("globex", heard.Of("email.send")[1].GetTagItem(TelemetryNames.Tenant));
        Assert.Equal("globex", heard.Of("email.attempt")[1].GetTagItem(TelemetryNames.Tenant));
    }
}
