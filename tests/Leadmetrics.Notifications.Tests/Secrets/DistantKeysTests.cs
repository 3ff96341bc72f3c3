using Leadmetrics.Notifications.Providers.OAuth;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Tests.Secrets;

/// <summary>A key provider that does not answer is a failure that may pass, whatever it throws.</summary>
public sealed class DistantKeysTests
{
    private static readonly KeyOptions Key = Given.Key(1, "k1");
    private static readonly ProviderRow Row = new() { Tenant = new TenantId("acme"), Id = Guid.Empty, Provider = "smtp", Config = default, ConfigKeyId = "", CreatedAt = default, UpdatedAt = default };

    public static TheoryData<Exception> Breaks => [new HttpRequestException("no route"), new TaskCanceledException("timed out"), new InvalidOperationException("throttled")];

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task Whatever_it_throws_is_told_as_a_failure_that_may_pass(Exception broken)
    {
        var keys = new DistantKeys(Given.Ring(Key));
        var protector = new ConfigProtector(keys);
        var bytes = (await protector.SealAsync(Given.Plaintext, Given.Context, Given.Cancel)).Bytes;
        keys.Broken = broken;

        foreach (var call in new Func<Task>[]
        {
            async () => await protector.SealAsync(Given.Plaintext, Given.Context, Given.Cancel),
            async () => await protector.OpenAsync(bytes, Given.Context, Given.Cancel),
            async () => await protector.RewrapAsync(bytes, Given.Context, Given.Cancel),
        })
        {
            var failed = await Assert.ThrowsAsync<ConfigSealException>(call);
            Assert.Equal((SealFailure.Unavailable, true, broken), (failed.Failure, failed.IsTransient, failed.InnerException));
            Assert.DoesNotContain(broken.Message, failed.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_rewrap_that_it_leaves_midway_may_pass_too(int answers)
    {
        var before = (await Given.Protector(Key).SealAsync(Given.Plaintext, Given.Context, Given.Cancel)).Bytes;
        var keys = new DistantKeys(Given.Ring(Given.Key(2, "k2"), Given.Key(1, "k1", KeyState.DecryptOnly))) { Broken = new HttpRequestException("no route"), Answers = answers };

        Assert.True((await Assert.ThrowsAsync<ConfigSealException>(async () => await new ConfigProtector(keys).RewrapAsync(before, Given.Context, Given.Cancel))).IsTransient);
    }

    [Fact]
    public async Task What_it_says_of_a_key_stands_and_a_caller_who_goes_is_no_failure()
    {
        var bytes = (await Given.Protector(Key).SealAsync(Given.Plaintext, Given.Context, Given.Cancel)).Bytes;
        var keys = new DistantKeys(Given.Ring(Given.Key(2, "k2")));
        var protector = new ConfigProtector(keys);
        var refused = await Assert.ThrowsAsync<ConfigSealException>(async () => await protector.OpenAsync(bytes, Given.Context, Given.Cancel));
        Assert.Equal((SealFailure.UnknownKey, false), (refused.Failure, refused.IsTransient));
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        keys.Broken = new OperationCanceledException(gone.Token);

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await protector.OpenAsync(bytes, Given.Context, gone.Token));
    }

    [Fact]
    public async Task Tokens_that_it_does_not_open_are_not_held_for_unreadable_and_may_not_be_written_over()
    {
        var keys = new DistantKeys(Given.Ring(Key));
        var states = new OneState();
        var store = new RowTokenStore(states, new RowSealer(new ConfigProtector(keys)), Row, isServing: true);
        var state = TokenState.Empty.With(new TokenEntry("a", DateTimeOffset.UnixEpoch), DateTimeOffset.UnixEpoch);
        Assert.True(await store.TryReplaceAsync(await store.LoadAsync(), state));
        var read = await store.LoadAsync();
        keys.Broken = new HttpRequestException("no route");

        await Assert.ThrowsAsync<TokenStoreException>(store.LoadAsync);
        await Assert.ThrowsAsync<TokenStoreException>(() => store.TryReplaceAsync(read, state));
        keys.Broken = null;
        Assert.Equal((false, 1), await store.LoadAsync() is var again ? (again.IsUnreadable, again.State.Entries.Count) : default);
    }

    private sealed class OneState : IOAuthStateStore
    {
        private ReadOnlyMemory<byte>? _state;

        public Task<ReadOnlyMemory<byte>?> LoadAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default) => Task.FromResult(_state);

        public Task<bool> TryReplaceAsync(TenantId tenant, Guid id, ReadOnlyMemory<byte>? expected, ReadOnlyMemory<byte> state, CancellationToken cancellationToken = default)
        {
            _state = state;
            return Task.FromResult(true);
        }
    }
}
