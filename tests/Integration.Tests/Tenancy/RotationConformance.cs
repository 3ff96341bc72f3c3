using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Integration.Tenancy;

/// <summary>What a rotation of keys does to rows, mail and edits, on either store.</summary>
public abstract class RotationConformance : TenancyScenario
{
    private const int Head = 4 + 1 + 1 + 14 + 2 + 60;
    private const int CommitmentSize = 32;

    private static readonly string Next = TestHost.NewKey();

    [Fact]
    public async Task A_rotation_leaves_contents_verification_edit_time_and_connections_as_they_are()
    {
        var view = await AddVerifiedAsync(await StartAsync(), Acme);
        var host = await NextHostAsync();
        await host.Mailer.SendAsync(Acme, Message("before"));
        var connections = Catcher.Server.Connections.Count;
        var before = (await Store.FindAsync(Acme, view.Id))!;
        Clock.Advance(TimeSpan.FromMinutes(5));

        var result = await host.Get<IKeyRotation>().RotateAsync();
        Clock.Advance(TimeSpan.FromSeconds(61));
        await host.Mailer.SendAsync(Acme, Message("after"));

        Assert.Equal((KeyGenerator.IdOf(Next), 1, 1, 0, 0, 0, true), (result.KeyId, result.Rows, result.Rewrapped, result.Reencrypted, result.AlreadyCurrent, result.Failed, result.Complete));
        var after = (await Store.FindAsync(Acme, view.Id))!;
        Assert.Equal(KeyGenerator.IdOf(Next), after.ConfigKeyId);
        Assert.Equal((before.Version + 1, before.VerifiedAt, before.UpdatedAt, before.LastError), (after.Version, after.VerifiedAt, after.UpdatedAt, after.LastError));
        Assert.Equal(before.Config[Head..].ToArray(), after.Config[Head..].ToArray());
        Assert.NotEqual(before.Config[..Head].ToArray(), after.Config[..Head].ToArray());
        Assert.Equal(connections, Catcher.Server.Connections.Count);
        Assert.Equal(["before", "after"], Catcher.Messages.Select(message => message.Subject));
    }

    [Fact]
    public async Task Settings_pending_settings_and_tokens_all_open_with_the_new_key_alone_afterwards()
    {
        var old = await StartAsync();
        var view = await AddVerifiedAsync(old, Acme);
        await old.Providers.ChangeAsync(Acme, view.Id, new ProviderChange { Config = (Account() with { FromName = "Pending" }).ToJson() });
        var tokens = "{\"refreshToken\":\"r\"}"u8.ToArray();
        var place = new SealContext(Acme, view.Id, "email", "oauth_state", "smtp/oauth/1");
        Assert.True(await old.Get<IOAuthStateStore>().TryReplaceAsync(Acme, view.Id, null, (await old.Get<IConfigProtector>().SealAsync(tokens, place)).Bytes));

        Assert.Equal(1, (await (await NextHostAsync()).Get<IKeyRotation>().RotateAsync()).Rewrapped);

        var alone = await StartAsync(key: Next);
        Assert.Equal("smtp", (await alone.Mailer.SendAsync(Acme, Message())).Provider);
        Assert.Equal(tokens, await alone.Get<IConfigProtector>().OpenAsync((await Store.FindAsync(Acme, view.Id))!.OAuthState!.Value, place));
        Assert.Equal("Pending", (string?)(await alone.Providers.GetAsync(Acme, view.Id)).Config!["fromName"]);
        Assert.True((await alone.Providers.TestAsync(Acme, view.Id)).Verified);
        Assert.False((await alone.Providers.GetAsync(Acme, view.Id)).HasPendingConfig);
    }

    [Fact]
    public async Task What_was_under_a_compromised_key_gets_a_fresh_data_key_and_opens_with_the_new_key_alone()
    {
        var view = await AddVerifiedAsync(await StartAsync(), Acme);
        var before = (await Store.FindAsync(Acme, view.Id))!.Config;

        var result = await (await NextHostAsync(KeyState.Compromised)).Get<IKeyRotation>().RotateAsync();

        Assert.Equal((1, 0, 1, true), (result.Rows, result.Rewrapped, result.Reencrypted, result.Complete));
        var after = (await Store.FindAsync(Acme, view.Id))!.Config;
        Assert.NotEqual(before.Slice(Head, CommitmentSize).ToArray(), after.Slice(Head, CommitmentSize).ToArray());
        Assert.NotEqual(before[(Head + CommitmentSize)..].ToArray(), after[(Head + CommitmentSize)..].ToArray());
        var alone = await StartAsync(key: Next);
        Assert.Equal("smtp", (await alone.Mailer.SendAsync(Acme, Message())).Provider);
        Assert.Equal(view.VerifiedAt, (await alone.Providers.GetAsync(Acme, view.Id)).VerifiedAt);
    }

    [Fact]
    public async Task A_rotation_that_is_ended_midway_is_gone_on_with_by_the_next_one()
    {
        var old = await StartAsync();
        var first = await old.Providers.AddAsync(Acme, ProviderDraft.From(Account()));
        var row = (await Store.FindAsync(Acme, first.Id))!;
        for (var i = 1; i < 450; i++) await AddCopyAsync(old, row, new TenantId($"t{i:D3}"));
        var host = await NextHostAsync();
        using var cancel = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.Get<IKeyRotation>().RotateAsync(new Heard(_ => cancel.Cancel()), cancel.Token));
        var heard = new List<RotationProgress>();
        var result = await host.Get<IKeyRotation>().RotateAsync(new Heard(heard.Add));

        Assert.Equal((450, 200, 250, 0, true), (result.Rows, result.AlreadyCurrent, result.Rewrapped, result.Failed, result.Complete));
        Assert.Equal([(1, 200L), (1, 400L), (1, 450L), (2, 200L), (2, 400L), (2, 450L)], heard.Select(at => (at.Pass, at.Rows)));
        Assert.All(heard, at => Assert.Equal(450, at.Total));
        Assert.Equal((450, 0), await CountsAsync(await StartAsync(key: Next)));
    }

    [Fact]
    public async Task A_row_that_cannot_be_opened_is_named_and_left_and_stops_no_other()
    {
        var lost = await AddVerifiedAsync(await StartAsync(key: TestHost.NewKey()), Acme);
        var before = (await Store.FindAsync(Acme, lost.Id))!;
        var found = await AddVerifiedAsync(await StartAsync(), Globex);

        var result = await (await NextHostAsync()).Get<IKeyRotation>().RotateAsync();

        Assert.Equal((2, 1, 1, false), (result.Rows, result.Rewrapped, result.Failed, result.Complete));
        var failure = Assert.Single(result.Failures);
        Assert.Equal(new RotationFailure(lost.Id, "Config: The settings are sealed under a key that is not configured."), failure);
        Assert.DoesNotContain(Acme.Value, failure.Reason, StringComparison.Ordinal);
        var after = (await Store.FindAsync(Acme, lost.Id))!;
        Assert.Equal(before.Version, after.Version);
        Assert.Equal(before.Config.ToArray(), after.Config.ToArray());
        Assert.NotNull((await (await StartAsync(key: Next)).Providers.GetAsync(Globex, found.Id)).Config);
    }

    [Fact]
    public async Task An_edit_that_a_rotation_overtakes_is_made_all_the_same_unless_it_names_its_version()
    {
        var view = await AddVerifiedAsync(await StartAsync(), Acme);
        var host = await NextHostAsync();
        RotateOnceBeside(host, await NextHostAsync());

        var edited = await host.Providers.ChangeAsync(Acme, view.Id, new ProviderChange { Config = (Account() with { FromName = "Edited" }).ToJson() });

        Assert.Equal((view.Version + 2, "Edited"), (edited.Version, (string?)edited.Config!["fromName"]));
        var alone = await StartAsync(key: Next);
        Assert.Equal("Edited", (string?)(await alone.Providers.GetAsync(Acme, view.Id)).Config!["fromName"]);
        Assert.Equal("smtp", (await alone.Mailer.SendAsync(Acme, Message())).Provider);

        RotateOnceBeside(host, await StartAsync(options => options.Keys.Add(new KeyOptions { Key = Next, State = KeyState.DecryptOnly })));
        var conflict = await Assert.ThrowsAsync<StoreException>(() => host.Providers.ChangeAsync(Acme, view.Id, new ProviderChange { Version = edited.Version, Priority = 9 }));
        Assert.Equal((StoreFailure.Conflict, 0), (conflict.Failure, (await host.Providers.GetAsync(Acme, view.Id)).Priority));
    }

    [Theory]
    [InlineData(true, KeyState.DecryptOnly)]
    [InlineData(false, KeyState.DecryptOnly)]
    [InlineData(true, KeyState.Compromised)]
    public async Task A_test_that_a_rotation_overtakes_keeps_its_result(bool passes, KeyState old)
    {
        var host = await StartAsync(options => options.Keys.Add(new KeyOptions { Key = Next, State = KeyState.DecryptOnly }));
        var view = await AddVerifiedAsync(host, Acme);
        await host.Providers.ChangeAsync(Acme, view.Id, new ProviderChange { Config = (Account() with { FromName = "Edited" }).ToJson() });
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Catcher.Server.At(SmtpPoint.Auth, SmtpFault.Hold(release.Task, passes ? SmtpFault.Reply("235 2.7.0 yes") : SmtpFault.Reply("535 5.7.8 no")), times: 1);
        var testing = host.Providers.TestAsync(Acme, view.Id);
        await Catcher.Server.WaitForAsync(SmtpPoint.Auth, 2);
        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True((await (await NextHostAsync(old)).Get<IKeyRotation>().RotateAsync()).Complete);

        release.SetResult();
        var tested = await testing;

        Assert.Equal(passes, tested.Verified);
        var shown = await host.Providers.GetAsync(Acme, view.Id);
        Assert.Equal((!passes, passes ? Clock.GetUtcNow() : view.VerifiedAt), (shown.HasPendingConfig, shown.VerifiedAt));
        Assert.Equal(passes ? null : Clock.GetUtcNow(), shown.LastErrorAt);
    }

    [Fact]
    public async Task A_test_whose_settings_were_changed_beside_a_rotation_is_a_conflict()
    {
        var host = await NextHostAsync();
        var row = await host.Providers.AddAsync(Acme, ProviderDraft.From(Account()));
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Catcher.Server.At(SmtpPoint.Auth, SmtpFault.Hold(release.Task, SmtpFault.Reply("235 2.7.0 yes")), times: 1);
        var testing = host.Providers.TestAsync(Acme, row.Id);
        await Catcher.Server.WaitForAsync(SmtpPoint.Auth);

        // The clock stands, so that nothing but the settings tells.
        await host.Providers.ChangeAsync(Acme, row.Id, new ProviderChange { Config = (Account() with { FromName = "Untested" }).ToJson() });
        await (await StartAsync(options => options.Keys.Add(new KeyOptions { Key = Next, State = KeyState.DecryptOnly }))).Get<IKeyRotation>().RotateAsync();
        release.SetResult();

        Assert.Equal(StoreFailure.Conflict, (await Assert.ThrowsAsync<StoreException>(() => testing)).Failure);
        Assert.Null((await host.Providers.GetAsync(Acme, row.Id)).VerifiedAt);
    }

    [Fact]
    public async Task Beside_rotations_to_and_fro_no_edit_and_no_test_is_lost_and_no_old_octets_come_back()
    {
        var forth = await NextHostAsync();
        var back = await StartAsync(options => options.Keys.Add(new KeyOptions { Key = Next, State = KeyState.DecryptOnly }));
        var editor = await NextHostAsync();
        var tenants = Enumerable.Range(0, 6).Select(i => new TenantId($"t{i}")).ToArray();
        var ids = new List<Guid>();
        foreach (var tenant in tenants) ids.Add((await AddVerifiedAsync(editor, tenant)).Id);

        for (var round = 0; round < 20; round++)
        {
            // Two rotations a round write each row twice at most: fewer times than an edit tries.
            var rotations = Task.Run(async () =>
            {
                Assert.True((await back.Get<IKeyRotation>().RotateAsync()).Failed == 0);
                Assert.True((await forth.Get<IKeyRotation>().RotateAsync()).Failed == 0);
            });
            await Task.WhenAll(tenants.Select((tenant, i) => Task.Run(() => EditAsync(editor, tenant, ids[i], $"Name {round}"))).Append(rotations));
        }

        Assert.True((await forth.Get<IKeyRotation>().RotateAsync()).Complete);
        var alone = await StartAsync(key: Next);
        for (var i = 0; i < tenants.Length; i++)
        {
            Assert.Equal("Name 19", (string?)(await alone.Providers.GetAsync(tenants[i], ids[i])).Config!["fromName"]);
            Assert.Equal("smtp", (await alone.Mailer.SendAsync(tenants[i], Message())).Provider);
        }
    }

    private static async Task EditAsync(TestHost host, TenantId tenant, Guid id, string name)
    {
        var config = (await host.Providers.GetAsync(tenant, id)).Config!;
        config["fromName"] = name;
        await host.Providers.ChangeAsync(tenant, id, new ProviderChange { Config = System.Text.Encoding.UTF8.GetBytes(config.ToJsonString()) });
        var edited = await host.Providers.GetAsync(tenant, id);
        Assert.Equal((true, name), (edited.HasPendingConfig, (string?)edited.Config!["fromName"]));
        Assert.True((await host.Providers.TestAsync(tenant, id)).Verified);
        var tested = await host.Providers.GetAsync(tenant, id);
        Assert.Equal((false, name), (tested.HasPendingConfig, (string?)tested.Config!["fromName"]));
    }

    private static async Task AddCopyAsync(TestHost host, ProviderRow row, TenantId tenant)
    {
        var protector = host.Get<IConfigProtector>();
        var place = new SealContext(row.Tenant, row.Id, row.Channel, "config", "smtp/1");
        var anew = await protector.SealAsync(await protector.OpenAsync(row.Config, place), place with { Tenant = tenant });
        await host.Get<IProviderStore>().AddAsync(row with { Tenant = tenant, Config = anew.Bytes });
    }

    /// <summary>Has another host rotate between this one's next reading of a row and its writing it.</summary>
    private static void RotateOnceBeside(TestHost host, TestHost rotating)
    {
        var store = (ObservedStore)host.Get<IProviderStore>();
        store.AfterFind = async () =>
        {
            store.AfterFind = () => Task.CompletedTask;
            Assert.Equal(1, (await rotating.Get<IKeyRotation>().RotateAsync()).Rewrapped);
        };
    }

    /// <summary>How many rows open, and how many do not.</summary>
    private static async Task<(int Open, int Shut)> CountsAsync(TestHost host)
    {
        var (open, shut) = (0, 0);
        var store = host.Get<IRotationStore>();
        foreach (var row in await store.ListAsync(null, 1_000))
        {
            if ((await host.Providers.GetAsync(row.Tenant, row.Id)).Config is null) shut++;
            else open++;
        }

        return (open, shut);
    }

    /// <summary>A host with the new key, and the one before it.</summary>
    private Task<TestHost> NextHostAsync(KeyState before = KeyState.DecryptOnly) =>
        StartAsync(options => options.Keys.Add(new KeyOptions { Key = Key, State = before }), Next);

    private sealed class Heard(Action<RotationProgress> hear) : IProgress<RotationProgress>
    {
        public void Report(RotationProgress value) => hear(value);
    }
}
