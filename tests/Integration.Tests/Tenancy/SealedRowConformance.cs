using System.Text;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Integration.Tenancy;

/// <summary>What a mailer makes of rows that do not hold what was sealed for them, on either store.</summary>
public abstract class SealedRowConformance : TenancyScenario
{
    private const int SuiteOctet = 4;
    private const int FirstOfKeyId = 6;

    public static TheoryData<string, string> BrokenRows => new()
    {
        { "plaintext", "not sealed in the form LMN1" },
        { "nothing", "not sealed in the form LMN1" },
        { "cut short", "were changed" },
        { "one bit flipped", "were changed" },
        { "another suite", "by a suite that this version does not know" },
        { "a key that is destroyed", "under a key that is not configured" },
        { "another tenant's", "belong to another tenant, row, channel or column" },
        { "another row's", "belong to another tenant, row, channel or column" },
        { "another channel's", "belong to another tenant, row, channel or column" },
        { "another column's", "belong to another tenant, row, channel or column" },
        { "another format's", "belong to another tenant, row, channel or column" },
        { "another key's commitment", "do not belong to their key" },
    };

    [Theory]
    [MemberData(nameof(BrokenRows))]
    public async Task A_row_that_does_not_hold_what_was_sealed_for_it_is_an_error_that_names_it_and_no_other_tenant_feels_it(string what, string why)
    {
        var host = await StartAsync();
        var view = await AddVerifiedAsync(host, Acme);
        var neighbour = await AddVerifiedAsync(host, Globex);
        var store = host.Get<IProviderStore>();
        var row = (await store.FindAsync(Acme, view.Id))!;
        var other = (await store.FindAsync(Globex, neighbour.Id))!;
        var config = await BreakAsync(what, row, other, host.Get<IConfigProtector>());
        Assert.True(await store.TryUpdateAsync(row with { Config = config, Version = row.Version + 1 }));
        var fresh = await StartAsync();

        var failed = await Assert.ThrowsAsync<EmailDeliveryException>(() => fresh.Mailer.SendAsync(Acme, Message()));

        Assert.Equal((FailureKind.Configuration, SendPhase.Resolve, false), (failed.Kind, failed.Phase, failed.IsTransient));
        Assert.Contains(view.Id.ToString(), failed.Message, StringComparison.Ordinal);
        Assert.Contains(why, failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, failed.ToString(), StringComparison.Ordinal);
        Assert.Empty(Catcher.Messages);
        Assert.Equal("smtp", (await fresh.Mailer.SendAsync(Globex, Message())).Provider);
        Assert.Empty(fresh.SendGrid.Requests);
        Assert.Null(Assert.Single(await fresh.Providers.ListAsync(Acme)).Config);
    }

    [Fact]
    public async Task A_row_under_a_compromised_key_is_an_error_that_names_it_until_it_is_rotated_and_no_other_tenant_feels_it()
    {
        var leaked = TestHost.NewKey();
        var view = await AddVerifiedAsync(await StartAsync(key: leaked), Acme);
        var host = await StartAsync(options => options.Keys.Add(new KeyOptions { Key = leaked, State = KeyState.Compromised }));
        await AddVerifiedAsync(host, Globex);

        var failed = await Assert.ThrowsAsync<EmailDeliveryException>(() => host.Mailer.SendAsync(Acme, Message()));

        Assert.Equal(FailureKind.Configuration, failed.Kind);
        Assert.Contains(view.Id.ToString(), failed.Message, StringComparison.Ordinal);
        Assert.Contains("compromised", failed.Message, StringComparison.Ordinal);
        Assert.Equal("smtp", (await host.Mailer.SendAsync(Globex, Message())).Provider);
        await host.Get<IKeyRotation>().RotateAsync();
        Assert.Equal("smtp", (await host.Mailer.SendAsync(Acme, Message())).Provider);
        Assert.Empty(host.SendGrid.Requests);
    }

    [Fact]
    public async Task A_broken_pending_edit_leaves_the_verified_settings_serving()
    {
        var host = await StartAsync();
        var view = await AddVerifiedAsync(host, Acme);
        var store = host.Get<IProviderStore>();
        var row = (await store.FindAsync(Acme, view.Id))!;

        // The serving settings, sealed for their own column: an edit put them nowhere.
        Assert.True(await store.TryUpdateAsync(row with { PendingConfig = row.Config, Version = row.Version + 1 }));

        Assert.Equal("smtp", (await host.Mailer.SendAsync(Acme, Message())).Provider);
        var tested = await host.Providers.TestAsync(Acme, view.Id);
        Assert.Equal(FailureKind.Configuration, tested.Report.Failure!.Kind);
        Assert.Equal(view.VerifiedAt, tested.Provider.VerifiedAt);
    }

    private static async Task<ReadOnlyMemory<byte>> BreakAsync(string what, ProviderRow row, ProviderRow other, IConfigProtector protector)
    {
        var place = new SealContext(row.Tenant, row.Id, row.Channel, "config", "smtp/1");
        var plaintext = await protector.OpenAsync(row.Config, place);
        return what switch
        {
            // With a password of its own: the one that tests plant is looked for in every file when they are over.
            "plaintext" => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(plaintext).Replace(Password, "in-the-clear", StringComparison.Ordinal)),
            "nothing" => default,
            "cut short" => row.Config[..^1],
            "one bit flipped" => Changed(row.Config, row.Config.Length - 20, 1),
            "another suite" => Changed(row.Config, SuiteOctet, 3),
            "a key that is destroyed" => Changed(row.Config, FirstOfKeyId + 3, 1),
            "another tenant's" => await SealAsync(place with { Tenant = other.Tenant }),
            "another row's" => await SealAsync(place with { RowId = other.Id }),
            "another channel's" => await SealAsync(place with { Channel = "sms" }),
            "another column's" => await SealAsync(place with { Column = "pending_config" }),
            "another format's" => await SealAsync(place with { Format = "smtp/oauth/1" }),
            _ => Swapped(row.Config, other.Config),
        };

        async Task<ReadOnlyMemory<byte>> SealAsync(SealContext elsewhere) => (await protector.SealAsync(plaintext, elsewhere)).Bytes;
    }

    private static byte[] Changed(ReadOnlyMemory<byte> bytes, int at, byte bits)
    {
        var changed = bytes.ToArray();
        changed[at] ^= bits;
        return changed;
    }

    // This row's content behind the other row's data key, which is a true one of the same key.
    private static byte[] Swapped(ReadOnlyMemory<byte> content, ReadOnlyMemory<byte> wrapped)
    {
        var head = FirstOfKeyId + wrapped.Span[FirstOfKeyId - 1];
        head += 2 + (wrapped.Span[head] << 8) + wrapped.Span[head + 1];
        Assert.StartsWith("LMN1", Encoding.ASCII.GetString(wrapped.Span[..4]), StringComparison.Ordinal);
        return [.. wrapped.Span[..head], .. content.Span[head..]];
    }
}
