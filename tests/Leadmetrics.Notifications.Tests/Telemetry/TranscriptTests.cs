using Leadmetrics.Notifications.Hosting;
using Leadmetrics.Notifications.Providers.Smtp.Transcripts;
using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Notifications.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using static Leadmetrics.Notifications.Tests.Telemetry.MeasuredHost;

namespace Leadmetrics.Notifications.Tests.Telemetry;

/// <summary>Whose dialogues are logged, and what of them.</summary>
[Collection(TelemetryCollection.Name)]
public sealed class TranscriptTests
{
    private const string Account = $$"""{"user":"user@acme.example","pass":"{{Password}}"}""";

    [Fact]
    public async Task By_default_nobody_is_heard()
    {
        await using var host = MeasuredHost.Start();
        await host.AddAsync(Acme, Account);

        await host.SendAsync(Acme);

        Assert.Empty(Heard(host));
        Assert.Empty(host.Log.Of(1093));
    }

    [Fact]
    public async Task A_dialogue_is_logged_in_both_directions_without_secrets_contents_and_local_parts()
    {
        await using var host = MeasuredHost.Start(options => options.Smtp.TranscriptTenants.Add("acme"));
        await host.AddAsync(Acme, Account);

        await host.SendAsync(Acme);

        // The first connection, that of the test, may still be saying farewell.
        Assert.Equal(
            [
                $"SMTP connection 2 is opened to localhost:{host.Server.Port}.",
                "SMTP connection 2 S: 220 scripted.test ESMTP",
                "SMTP connection 2 C: AUTH PLAIN ***",
                "SMTP connection 2 S: 235 2.7.0 ***",
                "SMTP connection 2 C: RCPT TO:<***@example.net>",
                $"SMTP connection 2 C: BDAT {host.Server.Messages[0].Content.Length} LAST",
            ],
            Heard(host).Where(line => line.StartsWith("SMTP connection 2 ", StringComparison.Ordinal) && !line.Contains("250", StringComparison.Ordinal) && !line.Contains("EHLO", StringComparison.Ordinal) && !line.Contains("MAIL", StringComparison.Ordinal) && !line.Contains("354", StringComparison.Ordinal)));
        Assert.Contains(Heard(host), line => line.StartsWith("SMTP connection 2 C: MAIL FROM:<***@example.com> SIZE=", StringComparison.Ordinal));
        Assert.DoesNotContain(host.Log.Lines, line => line.Contains(Password, StringComparison.Ordinal) || line.Contains(Recipient, StringComparison.Ordinal) || line.Contains(Subject, StringComparison.Ordinal));
        Assert.Contains("1 tenants", Assert.Single(host.Log.Of(1093)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_is_heard_too()
    {
        await using var host = MeasuredHost.Start(options => options.Smtp.TranscriptTenants.Add("acme"));

        await host.TestAsync(Acme, Account);

        Assert.Contains("SMTP connection 1 C: AUTH PLAIN ***", Heard(host));
        Assert.Contains("SMTP connection 1 C: QUIT", Heard(host));
    }

    [Fact]
    public async Task One_tenant_is_heard_and_another_one_at_the_same_time_is_not()
    {
        await using var host = MeasuredHost.Start(options => options.Smtp.TranscriptTenants.Add("acme"));
        await host.AddAsync(Initech);
        Assert.Empty(Heard(host));
        await host.AddAsync(Acme);

        var release = new TaskCompletionSource();
        var held = host.Server.At(SmtpPoint.Dot, SmtpFault.Hold(release.Task));
        var both = (Task[])[host.SendAsync(Initech, "x@initech.example"), host.SendAsync(Acme, "y@acme.example")];
        await host.Server.WaitForAsync(SmtpPoint.Dot, 2, TestContext.Current.CancellationToken);
        held.Remove();
        release.SetResult();
        await Task.WhenAll(both);

        Assert.Contains(Heard(host), line => line.Contains("RCPT TO:<***@acme.example>", StringComparison.Ordinal));
        Assert.DoesNotContain(Heard(host), line => line.Contains("initech", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_switch_follows_the_configuration_and_drains_no_connection()
    {
        await using var host = MeasuredHost.Start();
        await host.AddAsync(Acme, """{"pool":{"maxMessages":2}}""");
        await host.SendAsync(Acme);

        host.Settings["Smtp:TranscriptTenants:0"] = "acme";
        host.Settings.Reload();
        await host.SendAsync(Acme);
        Assert.Empty(Heard(host));
        await host.SendAsync(Acme);
        var heard = Heard(host).Count;
        Assert.NotEqual(0, heard);

        host.Settings["Smtp:TranscriptTenants:0"] = "another";
        host.Settings.Reload();
        await host.SendAsync(Acme);

        Assert.Equal(heard, Heard(host).Count);
        Assert.Equal(3, host.Server.Connections.Count);
        Assert.Equal(2, host.Log.Of(1093).Count());
    }

    [Fact]
    public async Task A_change_that_was_made_before_the_first_provider_is_followed_too()
    {
        await using var host = MeasuredHost.Start();
        _ = host.Services.GetRequiredService<IOptions<NotificationsOptions>>().Value;

        host.Settings["Smtp:TranscriptTenants:0"] = "acme";
        host.Settings.Reload();
        await host.AddAsync(Acme);

        Assert.NotEmpty(Heard(host));
    }

    [Fact]
    public async Task A_connection_that_was_switched_off_is_not_heard_again()
    {
        await using var host = MeasuredHost.Start(options => options.Smtp.TranscriptTenants.Add("acme"));
        await host.AddAsync(Acme);
        await host.SendAsync(Acme);
        var transcripts = host.Services.GetRequiredService<SmtpTranscripts>();
        transcripts.Switch([]);
        await host.SendAsync(Acme);
        var heard = Heard(host).Count;
        transcripts.Switch(["acme"]);

        await host.SendAsync(Acme);

        Assert.Equal((heard, 2), (Heard(host).Count, host.Server.Connections.Count));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("abc")]
    public async Task A_reloaded_configuration_that_is_wrong_leaves_the_switch_as_it_was_and_breaks_nothing(string connections)
    {
        await using var host = MeasuredHost.Start(options => options.Smtp.TranscriptTenants.Add("acme"));
        await host.AddAsync(Acme);
        var heard = Heard(host).Count;

        host.Settings["Smtp:MaxConnections"] = connections;
        host.Settings.Reload();
        await host.SendAsync(Acme);

        Assert.Single(host.Log.Of(1094));
        Assert.True(Heard(host).Count > heard);
    }

    [Fact]
    public async Task Where_nobody_takes_the_category_at_trace_nobody_is_heard()
    {
        await using var host = MeasuredHost.Start(
            options => options.Smtp.TranscriptTenants.Add("acme"),
            register: services => services.AddLogging(logging => logging.AddFilter(TelemetryNames.TranscriptCategory, LogLevel.Debug)));
        await host.AddAsync(Acme);

        await host.SendAsync(Acme);

        Assert.Empty(Heard(host));
    }

    [Fact]
    public async Task A_configured_accounts_dialogue_is_its_tenants()
    {
        await using var host = MeasuredHost.Start(options => options.Smtp.TranscriptTenants.Add("globex"));

        await host.SendAsync(Globex);

        Assert.Contains("SMTP connection 1 C: RCPT TO:<***@example.net>", Heard(host));
        Assert.DoesNotContain(host.Log.Lines, line => line.Contains(Password, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_no_tenant_id_is_an_error_of_the_options()
    {
        await using var host = MeasuredHost.Start();
        var options = new NotificationsOptions();
        options.Smtp.TranscriptTenants.Add("");

        var wrong = host.Services.GetServices<IValidateOptions<NotificationsOptions>>().Single().Validate(null, options);

        Assert.Contains("Leadmetrics.Notifications: Smtp:TranscriptTenants holds what is not a tenant id.", wrong.Failures!);
    }

    private static IReadOnlyList<string> Heard(MeasuredHost host) => [.. host.Log.Ordered(1090, 1092)];
}
