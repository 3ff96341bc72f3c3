using System.Text;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tests.Tenancy;

public sealed class KeyRotationTests : IDisposable
{
    private const int Started = 1020;
    private const int Ended = 1021;
    private const int LeftRow = 1022;
    private const int NotSettled = 1023;

    private static readonly KeyOptions Old = Secrets.Given.Key(1, "old");
    private static readonly KeyOptions New = Secrets.Given.Key(2, "new");

    private readonly FakeRows _rows = new();
    private readonly LogSink _log = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task A_row_that_an_edit_was_faster_with_is_read_again_and_taken_up_again()
    {
        await FillAsync(3);
        await ReplaceOnceAsync(1, "edited", rewritten => rewritten with { Version = 2, Priority = 7 });

        var result = await RotateAsync();

        Assert.Equal((3, 3, 0, true), (result.Rows, result.Rewrapped, result.Failed, result.Complete));
        Assert.Equal((7, 3L, "new"), (_rows[1].Priority, _rows[1].Version, _rows[1].ConfigKeyId));
        Assert.Equal("edited", await OpenAsync(1));
    }

    [Fact]
    public async Task Tokens_that_were_written_meanwhile_without_a_new_version_are_kept_and_taken_up_again()
    {
        await FillAsync(2, tokens: "first");
        var second = (await Sealer(Old).SealOAuthAsync(_rows[1], "second"u8.ToArray(), Cancel)).Bytes;
        var steps = 0;
        _rows.BeforeReplace = _ =>
        {
            if (steps++ == 0) _rows.Put(_rows[1] with { OAuthState = second });
        };

        var result = await RotateAsync();

        Assert.True(result.Complete);
        Assert.Equal("second"u8.ToArray(), await Sealer(New).OpenOAuthAsync(_rows[1], _rows[1].OAuthState!.Value, Cancel));
        Assert.Equal("first"u8.ToArray(), await Sealer(New).OpenOAuthAsync(_rows[0], _rows[0].OAuthState!.Value, Cancel));
        Assert.Equal(2, _rows[1].Version);
    }

    [Fact]
    public async Task A_row_that_goes_while_it_is_rotated_is_no_failure()
    {
        await FillAsync(2);
        _rows.BeforeReplace = _ => _rows.Remove(0);

        var result = await RotateAsync();

        Assert.Equal((2, 1, 0, true), (result.Rows, result.Rewrapped, result.Failed, result.Complete));
    }

    [Fact]
    public async Task A_row_that_is_written_under_the_old_key_behind_the_first_pass_is_found_by_the_second()
    {
        await FillAsync(KeyRotation.PageSize + 1);
        var late = (await RowAsync(0)) with { Version = 5 };
        var steps = 0;
        _rows.BeforeReplace = _ =>
        {
            if (++steps == 2) _rows.Put(late);
        };

        var result = await RotateAsync();

        Assert.Equal((KeyRotation.PageSize + 1, KeyRotation.PageSize + 2, 3), (result.Rows, result.Rewrapped, _rows.Replaces));
        Assert.True(result.Complete);
        Assert.Equal("row 0", await OpenAsync(0));
    }

    [Fact]
    public async Task A_row_that_others_change_each_time_is_left_after_bounded_passes_and_named()
    {
        await FillAsync(2);
        _rows.BeforeReplace = _ => _rows.Put(_rows[1] with { Version = _rows[1].Version + 1 });

        var result = await RotateAsync();

        Assert.Equal((1, 1, false), (result.Rewrapped, result.Failed, result.Complete));
        Assert.Equal(FakeRows.IdOf(1), Assert.Single(result.Failures).RowId);
        Assert.Equal(KeyRotation.MaxPasses * KeyRotation.MaxTries, _rows.Replaces);
        Assert.Contains("does a host still seal under another key?", Assert.Single(_log.Of(NotSettled)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hosts_that_go_on_sealing_under_the_old_key_do_not_keep_it_running_for_ever()
    {
        await FillAsync(KeyRotation.PageSize * 2);
        var first = await RowAsync(0);
        _rows.BeforeReplace = batch =>
        {
            // Behind the page that is being written, in the first pass; behind itself in the others.
            if (_rows.Replaces % 2 == 0 || batch.Count == 1) _rows.Put(first with { Version = _rows[0].Version + 1 });
        };

        Assert.False((await RotateAsync()).Complete);
    }

    [Fact]
    public async Task A_column_that_cannot_be_opened_is_named_and_left_and_the_others_of_its_row_are_rotated()
    {
        await FillAsync(2, tokens: "tokens");
        _rows.Put(_rows[0] with { PendingConfig = "{}"u8.ToArray() });

        var result = await RotateAsync();

        Assert.Equal((1, 1, false), (result.Rewrapped, result.Failed, result.Complete));
        Assert.Equal(new RotationFailure(FakeRows.IdOf(0), "PendingConfig: The settings are not sealed in the form LMN1."), Assert.Single(result.Failures));
        Assert.Equal("{}"u8.ToArray(), _rows[0].PendingConfig!.Value.ToArray());
        Assert.Equal(("row 0", "new"), (await OpenAsync(0), _rows[0].ConfigKeyId));
        Assert.Equal("tokens"u8.ToArray(), await Sealer(New).OpenOAuthAsync(_rows[0], _rows[0].OAuthState!.Value, Cancel));
    }

    [Fact]
    public async Task A_key_id_beside_settings_that_is_not_theirs_is_set_right()
    {
        await FillAsync(1, New);
        _rows.Put(_rows[0] with { ConfigKeyId = "old" });

        Assert.True((await RotateAsync()).Complete);

        Assert.Equal("new", _rows[0].ConfigKeyId);
    }

    [Fact]
    public async Task Where_every_row_fails_the_first_thousand_are_named_and_all_are_counted()
    {
        await FillAsync(1_100, Secrets.Given.Key(9, "lost"));

        var result = await RotateAsync();

        Assert.Equal((1_100, 0, 1_100, 1_000, false), (result.Rows, result.Rewrapped, result.Failed, result.Failures.Count, result.Complete));
        Assert.Equal(0, _rows.Replaces);
        Assert.Equal(1_000, _log.Of(LeftRow).Count());
    }

    [Fact]
    public async Task No_more_than_a_page_of_rows_is_in_memory_and_progress_is_told_after_each()
    {
        await FillAsync(KeyRotation.PageSize * 3);
        var heard = new List<RotationProgress>();

        var result = await RotateAsync(new Heard(heard.Add));

        Assert.Equal(KeyRotation.PageSize, _rows.MostAtOnce);
        Assert.Equal([1, 1, 1, 2, 2, 2], heard.Select(at => at.Pass));
        Assert.Equal([200L, 400, 600, 200, 400, 600], heard.Select(at => at.Rows));
        Assert.Equal((600, 600), (heard[^1].Total, heard[^1].Rewrapped));
        Assert.True(result.Complete);
    }

    [Fact]
    public async Task Nothing_to_do_takes_one_pass_and_writes_nothing()
    {
        await FillAsync(5, New);
        var heard = new List<RotationProgress>();

        var result = await RotateAsync(new Heard(heard.Add));

        Assert.Equal((5, 5, 0, true), (result.Rows, result.AlreadyCurrent, _rows.Replaces, result.Complete));
        Assert.Single(heard);
    }

    [Fact]
    public async Task What_is_logged_names_keys_and_rows_and_no_tenant()
    {
        await FillAsync(2);
        _rows.Put(_rows[1] with { Config = "plaintext"u8.ToArray() });

        await RotateAsync();

        Assert.Equal("A rotation to the key new has begun: 2 rows.", Assert.Single(_log.Of(Started)));
        Assert.Equal("The rotation to the key new has ended: 1 rows rewrapped, 0 re-encrypted, 0 were current, 1 are left.", Assert.Single(_log.Of(Ended)));
        Assert.Contains(FakeRows.IdOf(1).ToString(), Assert.Single(_log.Of(LeftRow)), StringComparison.Ordinal);
        Assert.DoesNotContain(_log.Lines, line => line.Contains("t00000", StringComparison.Ordinal) || line.Contains("plaintext", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1 + (3 * KeyRotation.PageSize), KeyRotation.PageSize)]
    public async Task A_key_provider_that_does_not_answer_ends_the_run_and_what_was_done_stays_done(int answers, int done)
    {
        await FillAsync(2 * KeyRotation.PageSize);
        var keys = new Secrets.DistantKeys(Secrets.Given.Ring(New, new KeyOptions { Key = Old.Key, Id = Old.Id, State = KeyState.DecryptOnly })) { Broken = new HttpRequestException("no route"), Answers = answers };

        var failed = await Assert.ThrowsAsync<StoreException>(() => RotateAsync(keys: keys));

        Assert.Equal((true, done), (failed.IsTransient, Enumerable.Range(0, 2 * KeyRotation.PageSize).Count(row => _rows[row].ConfigKeyId == "new")));
        keys.Broken = null;
        Assert.Equal((2 * KeyRotation.PageSize - done, true), await RotateAsync(keys: keys) is var result ? ((int)result.Rewrapped, result.Complete) : default);
    }

    [Fact]
    public void A_host_without_a_store_is_told_so()
    {
        var services = new ServiceCollection();
        services.AddLeadmetricsNotifications(options => options.Keys.Add(New));
        using var provider = services.BuildServiceProvider();

        Assert.Equal("Leadmetrics.Notifications has no store: call UsePostgres or UseSqlite.", Assert.Throws<InvalidOperationException>(() => provider.GetRequiredService<IKeyRotation>()).Message);
    }

    private static RowSealer Sealer(params KeyOptions[] keys) => new(Secrets.Given.Protector(keys));

    private async Task<RotationResult> RotateAsync(IProgress<RotationProgress>? progress = null, IKeyProvider? keys = null)
    {
        var ring = keys ?? Secrets.Given.Ring(New, new KeyOptions { Key = Old.Key, Id = Old.Id, State = KeyState.DecryptOnly });
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(_log));
        return await new KeyRotation(_rows, _rows, new RowResealer(new RowSealer(new ConfigProtector(ring))), ring, loggers.CreateLogger<KeyRotation>()).RotateAsync(progress, Cancel);
    }

    private async Task FillAsync(int count, KeyOptions? key = null, string? tokens = null)
    {
        for (var i = 0; i < count; i++)
        {
            var row = await RowAsync(i, key);
            if (tokens is not null) row = row with { OAuthState = (await Sealer(key ?? Old).SealOAuthAsync(row, Encoding.UTF8.GetBytes(tokens), Cancel)).Bytes };
            _rows.Put(row);
        }
    }

    private static async Task<ProviderRow> RowAsync(int number, KeyOptions? key = null, string? content = null)
    {
        var row = new ProviderRow
        {
            Tenant = FakeRows.TenantOf(number),
            Id = FakeRows.IdOf(number),
            Provider = "smtp",
            Config = default,
            ConfigKeyId = "",
            CreatedAt = DateTimeOffset.UnixEpoch,
            UpdatedAt = DateTimeOffset.UnixEpoch,
        };
        var sealedConfig = await Sealer(key ?? Old).SealAsync(row, Encoding.UTF8.GetBytes(content ?? $"row {number}"), pending: false, Cancel);
        return row with { Config = sealedConfig.Bytes, ConfigKeyId = sealedConfig.KeyId };
    }

    private async Task ReplaceOnceAsync(int number, string content, Func<ProviderRow, ProviderRow> change)
    {
        var changed = change(await RowAsync(number, Old, content));
        _rows.BeforeReplace = _ =>
        {
            _rows.BeforeReplace = static _ => { };
            _rows.Put(changed);
        };
    }

    private async Task<string> OpenAsync(int number) => Encoding.UTF8.GetString(await Sealer(New).OpenAsync(_rows[number], Cancel));

    private sealed class Heard(Action<RotationProgress> hear) : IProgress<RotationProgress>
    {
        public void Report(RotationProgress value) => hear(value);
    }
}
