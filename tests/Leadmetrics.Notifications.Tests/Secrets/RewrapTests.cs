using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Tests.Secrets;

public sealed class RewrapTests
{
    private static readonly KeyOptions Old = Given.Key(1, "k1");
    private static readonly KeyOptions New = Given.Key(50, "another-key");

    [Fact]
    public async Task Rewrapped_settings_have_the_same_content_octet_for_octet_behind_the_same_data_key_under_the_active_key()
    {
        var before = await Given.Protector(Old).SealAsync(Given.Plaintext, Given.Context, Given.Cancel);

        var after = await Given.Protector(New, As(Old, KeyState.DecryptOnly)).RewrapAsync(before.Bytes, Given.Context, Given.Cancel);

        Assert.Equal((Rewrapping.Rewrapped, "another-key"), (after.Kind, after.KeyId));
        var (old, anew) = (SpecifiedForm.Read(before.Bytes.ToArray()), SpecifiedForm.Read(after.Bytes.ToArray()));
        Assert.Equal("another-key", anew.KeyId);
        Assert.Equal((byte[])[.. old.Commitment, .. old.Nonce, .. old.Ciphertext, .. old.Tag], (byte[])[.. anew.Commitment, .. anew.Nonce, .. anew.Ciphertext, .. anew.Tag]);
        Assert.Equal(Given.Plaintext, anew.Open(Given.Counting(50, 32), Given.Context));
        Assert.Equal(Given.Plaintext, await Given.Protector(New).OpenAsync(after.Bytes, Given.Context, Given.Cancel));
    }

    [Fact]
    public async Task What_is_under_the_active_key_stays_as_it_is()
    {
        var before = await Given.Protector(New).SealAsync(Given.Plaintext, Given.Context, Given.Cancel);

        var after = await Given.Protector(New, As(Old, KeyState.Compromised)).RewrapAsync(before.Bytes, Given.Context, Given.Cancel);

        Assert.Equal((Rewrapping.AlreadyCurrent, "another-key"), (after.Kind, after.KeyId));
        Assert.Equal(before.Bytes.ToArray(), after.Bytes.ToArray());
    }

    [Fact]
    public async Task What_was_under_a_compromised_key_gets_a_fresh_data_key_and_nonce()
    {
        var before = await Given.Protector(Old).SealAsync(Given.Plaintext, Given.Context, Given.Cancel);

        var after = await Given.Protector(New, As(Old, KeyState.Compromised)).RewrapAsync(before.Bytes, Given.Context, Given.Cancel);

        Assert.Equal((Rewrapping.Reencrypted, "another-key"), (after.Kind, after.KeyId));
        var (old, anew) = (SpecifiedForm.Read(before.Bytes.ToArray()), SpecifiedForm.Read(after.Bytes.ToArray()));
        Assert.NotEqual(old.Commitment, anew.Commitment);
        Assert.NotEqual(old.Nonce, anew.Nonce);
        Assert.NotEqual(old.Ciphertext, anew.Ciphertext);
        Assert.Equal(Given.Plaintext, await Given.Protector(New).OpenAsync(after.Bytes, Given.Context, Given.Cancel));
    }

    [Fact]
    public async Task Daily_use_goes_on_refusing_what_rotation_takes_from_a_compromised_key()
    {
        var before = await Given.Protector(Old).SealAsync(Given.Plaintext, Given.Context, Given.Cancel);
        var protector = Given.Protector(New, As(Old, KeyState.Compromised));
        await protector.RewrapAsync(before.Bytes, Given.Context, Given.Cancel);

        Assert.Equal(SealFailure.CompromisedKey, (await Assert.ThrowsAsync<ConfigSealException>(async () => await protector.OpenAsync(before.Bytes, Given.Context, Given.Cancel))).Failure);
    }

    [Theory]
    [InlineData(KeyState.DecryptOnly)]
    [InlineData(KeyState.Compromised)]
    public async Task Nothing_that_does_not_open_in_its_place_is_brought_under_the_active_key(KeyState state)
    {
        var before = (await Given.Protector(Old).SealAsync(Given.Plaintext, Given.Context, Given.Cancel)).Bytes.ToArray();
        var protector = Given.Protector(New, As(Old, state));
        for (var bit = 0; bit < before.Length * 8; bit++)
        {
            before[bit / 8] ^= (byte)(1 << (bit % 8));
            await Assert.ThrowsAsync<ConfigSealException>(async () => await protector.RewrapAsync(before, Given.Context, Given.Cancel));
            before[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        await Assert.AllAsync(
            ConfigProtectorTests.OtherPlaces.Select(row => row.Data),
            async place => Assert.Equal(SealFailure.Tampered, (await Assert.ThrowsAsync<ConfigSealException>(async () => await protector.RewrapAsync(before, place, Given.Cancel))).Failure));
    }

    [Fact]
    public async Task A_key_that_nobody_has_any_more_is_told_as_unknown()
    {
        var before = await Given.Protector(Old).SealAsync(Given.Plaintext, Given.Context, Given.Cancel);

        Assert.Equal(SealFailure.UnknownKey, (await Assert.ThrowsAsync<ConfigSealException>(async () => await Given.Protector(New).RewrapAsync(before.Bytes, Given.Context, Given.Cancel))).Failure);
    }

    [Fact]
    public async Task The_key_id_is_read_without_any_key_and_plaintext_has_none()
    {
        var before = await Given.Protector(Old).SealAsync(Given.Plaintext, Given.Context, Given.Cancel);
        var stranger = Given.Protector(New);

        Assert.Equal("k1", stranger.KeyIdOf(before.Bytes));
        Assert.Equal(SealFailure.Malformed, Assert.Throws<ConfigSealException>(() => stranger.KeyIdOf(Given.Plaintext)).Failure);
        Assert.Equal(SealFailure.Malformed, Assert.Throws<ConfigSealException>(() => stranger.KeyIdOf(before.Bytes[..7])).Failure);
    }

    [Fact]
    public async Task A_key_id_in_octets_that_are_no_text_names_no_key_that_is_written_with_a_replacement_character()
    {
        var protector = Given.Protector(Given.Key(1, "\ufffd"));
        var bytes = (await protector.SealAsync(Given.Plaintext, Given.Context, Given.Cancel)).Bytes.ToArray();
        byte[] forged = [.. bytes[..5], 1, 0xff, .. bytes[9..]];

        Assert.Equal(Given.Plaintext, await protector.OpenAsync(bytes, Given.Context, Given.Cancel));
        Assert.Equal(SealFailure.Malformed, (await Assert.ThrowsAsync<ConfigSealException>(async () => await protector.OpenAsync(forged, Given.Context, Given.Cancel))).Failure);
    }

    [Fact]
    public async Task A_ring_tells_which_key_is_active_and_the_state_of_each()
    {
        var ring = Given.Ring(As(Old, KeyState.Compromised), New, Given.Key(9, "k9", KeyState.DecryptOnly));

        Assert.Equal("another-key", await ring.GetActiveKeyIdAsync(Given.Cancel));
        Assert.Equal(KeyState.Active, await ring.GetStateAsync("another-key", Given.Cancel));
        Assert.Equal(KeyState.DecryptOnly, await ring.GetStateAsync("k9", Given.Cancel));
        Assert.Equal(KeyState.Compromised, await ring.GetStateAsync("k1", Given.Cancel));
        Assert.Null(await ring.GetStateAsync("K1", Given.Cancel));
    }

    private static KeyOptions As(KeyOptions key, KeyState state) => new() { Key = key.Key, Id = key.Id, State = state };
}
