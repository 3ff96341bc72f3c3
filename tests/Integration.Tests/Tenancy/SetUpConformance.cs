using System.Text;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Integration.Tenancy;

/// <summary>How a tenant's provider is made, tested, changed and removed, on either store.</summary>
public abstract class SetUpConformance : TenancyScenario
{
    [Fact]
    public async Task Verified_at_is_set_after_a_successful_test_and_no_mail_is_sent()
    {
        var host = await StartAsync();
        var added = await host.Providers.AddAsync(Acme, ProviderDraft.From(Account()));
        Assert.Null(added.VerifiedAt);

        var tested = await host.Providers.TestAsync(Acme, added.Id);

        Assert.True(tested.Verified);
        Assert.Equal(Clock.GetUtcNow(), tested.Provider.VerifiedAt);
        Assert.Equal(tested.Provider.VerifiedAt, (await host.Providers.GetAsync(Acme, added.Id)).VerifiedAt);
        Assert.Equal("ok", tested.Report.Summary);
        Assert.Equal("user@acme.test", Assert.Single(Catcher.Server.Connections).AuthenticatedUser);
        Assert.Empty(Catcher.Messages);
        Assert.DoesNotContain(Catcher.Server.Commands, command => command.Verb == "MAIL");
    }

    [Fact]
    public async Task Last_error_is_set_on_refusal()
    {
        var host = await StartAsync();
        var added = await host.Providers.AddAsync(Acme, ProviderDraft.From(Account() with { Port = ClosedPort() }));

        var tested = await host.Providers.TestAsync(Acme, added.Id);

        Assert.False(tested.Verified);
        Assert.Equal("connect", tested.Report.Summary);
        Assert.Equal("connection-refused", tested.Report.Failure!.Remedy!.Code);
        var stored = await host.Providers.GetAsync(Acme, added.Id);
        Assert.Contains("connection refused", stored.LastError, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(Clock.GetUtcNow(), stored.LastErrorAt);
        Assert.Null(stored.VerifiedAt);
    }

    [Fact]
    public async Task An_envelope_is_tried_where_asked_and_what_to_do_about_a_refusal_is_stored()
    {
        var host = await StartAsync();
        var added = await host.Providers.AddAsync(Acme, ProviderDraft.From(Account()));
        Catcher.Server.Options.RecipientReplies["joe@example.net"] = "550 5.1.1 User unknown";

        var tested = await host.Providers.TestAsync(Acme, added.Id, new VerificationOptions { TriesSender = true, Recipient = new EmailAddress("joe@example.net") });

        Assert.Equal((false, "recipient-unknown"), (tested.Verified, tested.Report.Failure!.Remedy!.Code));
        Assert.EndsWith(tested.Report.Failure.Remedy.Sentence, (await host.Providers.GetAsync(Acme, added.Id)).LastError, StringComparison.Ordinal);
        Assert.Empty(Catcher.Messages);
        Assert.True((await host.Providers.TestAsync(Acme, added.Id)).Verified);
    }

    [Fact]
    public async Task Stages_are_told_as_they_end_and_without_facts()
    {
        var host = await StartAsync();
        var added = await host.Providers.AddAsync(Acme, ProviderDraft.From(Account()));
        var heard = new Stages();

        var tested = await host.Providers.TestAsync(Acme, added.Id, new VerificationOptions { TriesSender = true, Progress = heard });

        Assert.True(tested.Verified);
        VerificationStage[] way = [VerificationStage.Policy, VerificationStage.Dns, VerificationStage.Connect, VerificationStage.Greeting, VerificationStage.Ehlo];
        Assert.Equal(way, heard.Ended.Take(5).Select(stage => stage.Stage));
        Assert.Equal((VerificationStage.Sender, StageOutcome.NotProvable), (heard.Ended[^1].Stage, heard.Ended[^1].Outcome));
        Assert.All(heard.Ended, stage => Assert.Equal((0, TimeSpan.Zero), (stage.Facts.Count, stage.Duration)));

        await Catcher.DisposeAsync();
        heard.Ended.Clear();
        Assert.False((await host.Providers.TestAsync(Acme, added.Id, new VerificationOptions { Progress = heard })).Verified);
        Assert.Equal([(VerificationStage.Policy, StageOutcome.Passed), (VerificationStage.Dns, StageOutcome.Passed), (VerificationStage.Connect, StageOutcome.Failed)], heard.Ended.Select(stage => (stage.Stage, stage.Outcome)));
    }

    [Fact]
    public async Task A_wrong_password_is_told_as_such_and_stored_as_the_last_error()
    {
        var host = await StartAsync();
        var added = await host.Providers.AddAsync(Acme, ProviderDraft.From(Account() with { Pass = new Secret("wrong") }));

        var tested = await host.Providers.TestAsync(Acme, added.Id);

        Assert.Equal((FailureKind.Authentication, "auth", 535), (tested.Report.Failure!.Kind, tested.Report.Summary, tested.Report.Failure.Response!.Code));
        Assert.Contains("535", tested.Provider.LastError, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", tested.Provider.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_passed_test_clears_the_last_error()
    {
        var host = await StartAsync();
        var refuse = Catcher.Server.At(SmtpPoint.Auth, SmtpFault.Reply("454 4.7.0 try later"));
        var added = await host.Providers.AddAsync(Acme, ProviderDraft.From(Account()));
        Assert.NotNull((await host.Providers.TestAsync(Acme, added.Id)).Provider.LastError);

        refuse.Remove();
        var tested = await host.Providers.TestAsync(Acme, added.Id);

        Assert.True(tested.Verified);
        Assert.Null((await host.Providers.GetAsync(Acme, added.Id)).LastError);
    }

    [Fact]
    public async Task An_edit_of_a_verified_row_waits_for_its_test_while_the_verified_settings_serve()
    {
        var host = await StartAsync();
        await using var next = await SmtpCatcher.StartAsync(TakesAcme);
        var row = await AddVerifiedAsync(host, Acme);

        var edited = await host.Providers.ChangeAsync(Acme, row.Id, new ProviderChange { Config = (Account() with { Port = next.Port }).ToJson() });
        Assert.True(edited.HasPendingConfig);
        Assert.Equal(row.VerifiedAt, edited.VerifiedAt);
        await host.Mailer.SendAsync(Acme, Message("before"));
        Assert.Equal("before", Assert.Single(await Catcher.WaitForMessagesAsync(1)).Subject);

        var tested = await host.Providers.TestAsync(Acme, row.Id);
        Assert.False(tested.Provider.HasPendingConfig);
        await host.Mailer.SendAsync(Acme, Message("after"));
        Assert.Equal("after", Assert.Single(await next.WaitForMessagesAsync(1)).Subject);
        Assert.Single(Catcher.Messages);
    }

    [Fact]
    public async Task A_kept_secret_cannot_be_pointed_at_another_server()
    {
        var host = await StartAsync();
        var row = await AddVerifiedAsync(host, Acme);
        var withoutSecret = Encoding.UTF8.GetBytes($$"""{"host":"127.0.0.1","port":{{Catcher.Port}},"secure":false,"user":"user@acme.test","fromAddress":"hello@acme.test"}""");

        var refused = await Assert.ThrowsAsync<ProviderConfigException>(() => host.Providers.ChangeAsync(Acme, row.Id, new ProviderChange { Config = withoutSecret }));

        Assert.Equal("pass", refused.Field);
        Assert.Contains("host", refused.Reason, StringComparison.Ordinal);
        Assert.False((await host.Providers.GetAsync(Acme, row.Id)).HasPendingConfig);
    }

    [Fact]
    public async Task A_secret_is_kept_by_an_edit_that_leaves_its_destination_alone()
    {
        var host = await StartAsync();
        var row = await AddVerifiedAsync(host, Acme);
        var config = Encoding.UTF8.GetBytes($$"""{"host":"localhost","port":{{Catcher.Port}},"secure":false,"user":"user@acme.test","fromAddress":"other@acme.test"}""");

        await host.Providers.ChangeAsync(Acme, row.Id, new ProviderChange { Config = config });
        Assert.True((await host.Providers.TestAsync(Acme, row.Id)).Verified);
        await host.Mailer.SendAsync(Acme, Message());

        Assert.Equal("other@acme.test", Assert.Single(await Catcher.WaitForMessagesAsync(1)).EnvelopeFrom);
    }

    [Fact]
    public async Task A_stale_edit_is_a_clear_conflict()
    {
        var host = await StartAsync();
        var row = await AddVerifiedAsync(host, Acme);
        await host.Providers.ChangeAsync(Acme, row.Id, new ProviderChange { Version = row.Version, Priority = 5 });

        var conflict = await Assert.ThrowsAsync<StoreException>(() => host.Providers.ChangeAsync(Acme, row.Id, new ProviderChange { Version = row.Version, Priority = 6 }));

        Assert.Equal(StoreFailure.Conflict, conflict.Failure);
        Assert.Equal(5, (await host.Providers.GetAsync(Acme, row.Id)).Priority);
    }

    [Fact]
    public async Task A_removed_row_serves_no_more_and_another_tenants_row_is_not_to_be_had()
    {
        var host = await StartAsync();
        var row = await AddVerifiedAsync(host, Acme);
        await Assert.ThrowsAsync<ProviderNotFoundException>(() => host.Providers.GetAsync(Globex, row.Id));
        await Assert.ThrowsAsync<ProviderNotFoundException>(() => host.Providers.TestAsync(Globex, row.Id));
        await Assert.ThrowsAsync<ProviderNotFoundException>(() => host.Providers.RemoveAsync(Globex, row.Id));

        await host.Providers.RemoveAsync(Acme, row.Id);

        Assert.Empty(await host.Providers.ListAsync(Acme));
        Assert.Equal("sendgrid", (await host.Mailer.SendAsync(Acme, Message())).Provider);
    }

    [Theory]
    [InlineData("""{"port":587,"fromAddress":"a@acme.test"}""", "host", "missing")]
    [InlineData("""{"host":"localhost","port":0,"fromAddress":"a@acme.test"}""", "port", "1 to 65535")]
    [InlineData("""{"host":"localhost","port":70000,"fromAddress":"a@acme.test"}""", "port", "1 to 65535")]
    [InlineData("""{"host":"localhost","fromAddress":"acme"}""", "fromAddress", "no domain")]
    [InlineData("""{"host":"localhost","fromAddress":"a@acme.test","fromName":"A\r\nBcc: x"}""", "fromName", "CR, LF")]
    [InlineData("""{"host":"10.0.0.1","fromAddress":"a@acme.test"}""", "host", "may not be called")]
    [InlineData("""{"host":"mail.acme.test","port":22,"fromAddress":"a@acme.test"}""", "port", "may not be called")]
    public async Task Wrong_settings_are_refused_with_their_field_and_nothing_is_stored(string config, string field, string reason)
    {
        var host = await StartAsync();

        var refused = await Assert.ThrowsAsync<ProviderConfigException>(() => host.Providers.AddAsync(Acme, new ProviderDraft { Provider = "smtp", Config = Encoding.UTF8.GetBytes(config) }));

        Assert.Equal(field, refused.Field);
        Assert.Contains(reason, refused.Reason, StringComparison.Ordinal);
        Assert.Empty(await host.Providers.ListAsync(Acme));
    }

    [Fact]
    public async Task An_unknown_provider_word_is_refused()
    {
        var host = await StartAsync();

        var refused = await Assert.ThrowsAsync<ProviderConfigException>(() => host.Providers.AddAsync(Acme, new ProviderDraft { Provider = "pigeon", Config = "{}"u8.ToArray() }));

        Assert.Equal("provider", refused.Field);
        Assert.Empty(await host.Providers.ListAsync(Acme));
    }

    [Theory]
    [InlineData(587, true, "port-speaks-starttls")]
    [InlineData(465, false, "port-expects-implicit-tls")]
    public async Task Port_and_secure_that_contradict_are_stored_with_a_warning_that_names_the_remedy(int port, bool secure, string remedy)
    {
        var host = await StartAsync();

        var added = await host.Providers.AddAsync(Acme, ProviderDraft.From(Account() with { Host = "smtp.acme.test", Port = port, Secure = secure }));

        var warning = Assert.Single(added.Warnings);
        Assert.Equal(("secure", remedy), (warning.Field, warning.Remedy.Code));
        Assert.Single(await host.Providers.ListAsync(Acme));
    }

    [Fact]
    public async Task What_is_shown_of_a_provider_holds_no_secret()
    {
        var host = await StartAsync();
        var row = await AddVerifiedAsync(host, Acme);

        var view = await host.Providers.GetAsync(Acme, row.Id);
        var shown = view.Config!.ToJsonString();

        Assert.DoesNotContain(Password, shown, StringComparison.Ordinal);
        Assert.True(view.HasSecret);
        Assert.Contains("\"host\":\"localhost\"", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Complete_new_settings_repair_a_row_whose_key_is_lost()
    {
        var host = await StartAsync();
        var row = await AddVerifiedAsync(host, Acme);
        var stranger = await StartAsync(key: TestHost.NewKey());

        await stranger.Providers.ChangeAsync(Acme, row.Id, new ProviderChange { Config = Account().ToJson() });
        Assert.True((await stranger.Providers.TestAsync(Acme, row.Id)).Verified);

        Assert.Equal("smtp", (await stranger.Mailer.SendAsync(Acme, Message())).Provider);
    }

    [Fact]
    public async Task A_test_that_an_edit_overtakes_leaves_no_error_behind()
    {
        var host = await StartAsync();
        var row = await host.Providers.AddAsync(Acme, ProviderDraft.From(Account()));
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Catcher.Server.At(SmtpPoint.Auth, SmtpFault.Hold(release.Task, SmtpFault.Reply("535 5.7.8 no")), times: 1);
        var testing = host.Providers.TestAsync(Acme, row.Id);
        await Catcher.Server.WaitForAsync(SmtpPoint.Auth);
        await host.Providers.ChangeAsync(Acme, row.Id, new ProviderChange { Priority = 3 });
        release.SetResult();

        var conflict = await Assert.ThrowsAsync<StoreException>(() => testing);

        Assert.Equal(StoreFailure.Conflict, conflict.Failure);
        Assert.Null((await host.Providers.GetAsync(Acme, row.Id)).LastError);
    }

    private sealed class Stages : IProgress<StageResult>
    {
        public List<StageResult> Ended { get; } = [];

        public void Report(StageResult value) => Ended.Add(value);
    }
}
