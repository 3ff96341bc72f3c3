using System.Text;
using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Tests.Secrets;

public sealed class ConfigProtectorTests
{
    private const int KeyIdLength = 2;
    private const int FirstOfWrapped = 4 + 1 + 1 + KeyIdLength + 2;
    private const int FirstOfCommitment = FirstOfWrapped + 60;

    private static readonly KeyOptions Key = Given.Key(1, "k1");

    public static TheoryData<SealContext> OtherPlaces =>
    [
        Given.Context with { Tenant = new TenantId("acme2") },
        Given.Context with { Tenant = new TenantId("Acme") },
        Given.Context with { RowId = new Guid("0192f3c4-5a6b-7c8d-9e0f-112233445567") },
        Given.Context with { Channel = "sms" },
        Given.Context with { Column = "pending_config" },
        Given.Context with { Format = "sendgrid/1" },

        // The same octets in a row, cut at another place.
        Given.Context with { Channel = "emailc", Column = "onfig" },
    ];

    [Fact]
    public async Task Every_field_stands_where_the_specification_puts_it_and_opens_by_the_specification_alone()
    {
        var result = await Given.Protector(Key).SealAsync(Given.Plaintext, Given.Context, Given.Cancel);
        var form = SpecifiedForm.Read(result.Bytes.ToArray());

        Assert.Equal(("LMN1", (byte)1, "k1", "k1"), (form.Magic, form.Suite, form.KeyId, result.KeyId));
        Assert.Equal((12, 32, 16), (form.WrapNonce.Length, form.WrapCiphertext.Length, form.WrapTag.Length));
        Assert.Equal((32, 12, Given.Plaintext.Length, 16), (form.Commitment.Length, form.Nonce.Length, form.Ciphertext.Length, form.Tag.Length));
        Assert.Equal(FirstOfCommitment + 32 + 12 + Given.Plaintext.Length + 16, result.Bytes.Length);
        Assert.Equal(Given.Plaintext, form.Open(Given.Counting(1, 32), Given.Context));
    }

    [Fact]
    public async Task What_was_sealed_opens_and_no_two_seals_share_a_key_or_a_nonce()
    {
        var protector = Given.Protector(Key);
        var first = (await protector.SealAsync(Given.Plaintext, Given.Context, Given.Cancel)).Bytes.ToArray();
        var second = (await protector.SealAsync(Given.Plaintext, Given.Context, Given.Cancel)).Bytes.ToArray();

        Assert.Equal(Given.Plaintext, await protector.OpenAsync(first, Given.Context, Given.Cancel));
        var (one, other) = (SpecifiedForm.Read(first), SpecifiedForm.Read(second));
        Assert.NotEqual(one.Commitment, other.Commitment);
        Assert.NotEqual(one.Nonce, other.Nonce);
        Assert.NotEqual(one.WrapNonce, other.WrapNonce);
    }

    [Fact]
    public async Task An_empty_plaintext_opens_too()
    {
        var protector = Given.Protector(Key);
        var bytes = (await protector.SealAsync(default, Given.Context, Given.Cancel)).Bytes;

        Assert.Empty(await protector.OpenAsync(bytes, Given.Context, Given.Cancel));
    }

    [Fact]
    public async Task Every_bit_flip_is_refused()
    {
        var protector = Given.Protector(Key);
        var bytes = (await protector.SealAsync(Given.Plaintext, Given.Context, Given.Cancel)).Bytes.ToArray();
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            await Assert.ThrowsAsync<ConfigSealException>(async () => await protector.OpenAsync(bytes, Given.Context, Given.Cancel));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.Equal(Given.Plaintext, await protector.OpenAsync(bytes, Given.Context, Given.Cancel));
    }

    [Fact]
    public async Task Every_truncation_and_every_addition_is_refused()
    {
        var protector = Given.Protector(Key);
        var bytes = (await protector.SealAsync(Given.Plaintext, Given.Context, Given.Cancel)).Bytes;
        for (var length = 0; length < bytes.Length; length++)
        {
            await Assert.ThrowsAsync<ConfigSealException>(async () => await protector.OpenAsync(bytes[..length], Given.Context, Given.Cancel));
        }

        await Assert.ThrowsAsync<ConfigSealException>(async () => await protector.OpenAsync(new byte[] { 0 }.Concat(bytes.ToArray()).ToArray(), Given.Context, Given.Cancel));
        await Assert.ThrowsAsync<ConfigSealException>(async () => await protector.OpenAsync(bytes.ToArray().Append((byte)0).ToArray(), Given.Context, Given.Cancel));
    }

    [Theory]
    [MemberData(nameof(OtherPlaces))]
    public async Task Moved_to_another_tenant_row_channel_column_or_format_it_is_refused(SealContext place)
    {
        var protector = Given.Protector(Key);
        var bytes = (await protector.SealAsync(Given.Plaintext, Given.Context, Given.Cancel)).Bytes;

        Assert.Equal(SealFailure.Tampered, await FailureAsync(protector, bytes, place));
    }

    [Fact]
    public async Task A_key_that_is_not_configured_is_an_unknown_key()
    {
        var bytes = (await Given.Protector(Key).SealAsync(Given.Plaintext, Given.Context, Given.Cancel)).Bytes;

        Assert.Equal(SealFailure.UnknownKey, await FailureAsync(Given.Protector(Given.Key(2, "k2")), bytes));
        Assert.Equal(SealFailure.UnknownKey, await FailureAsync(Given.Protector(Given.Key(1, "K1")), bytes));
    }

    [Fact]
    public async Task A_compromised_key_opens_nothing_and_a_decrypt_only_one_still_opens()
    {
        var bytes = (await Given.Protector(Key).SealAsync(Given.Plaintext, Given.Context, Given.Cancel)).Bytes;

        Assert.Equal(SealFailure.CompromisedKey, await FailureAsync(Given.Protector(Given.Key(2, "k2"), Given.Key(1, "k1", KeyState.Compromised)), bytes));
        var rotated = Given.Protector(Given.Key(2, "k2"), Given.Key(1, "k1", KeyState.DecryptOnly));
        Assert.Equal(Given.Plaintext, await rotated.OpenAsync(bytes, Given.Context, Given.Cancel));
        Assert.Equal("k2", (await rotated.SealAsync(Given.Plaintext, Given.Context, Given.Cancel)).KeyId);
    }

    [Fact]
    public async Task Another_key_under_the_same_id_is_refused()
    {
        var bytes = (await Given.Protector(Key).SealAsync(Given.Plaintext, Given.Context, Given.Cancel)).Bytes;

        Assert.Equal(SealFailure.Tampered, await FailureAsync(Given.Protector(Given.Key(9, "k1")), bytes));
    }

    [Fact]
    public async Task Another_suite_is_refused_as_unknown()
    {
        var protector = Given.Protector(Key);
        var bytes = (await protector.SealAsync(Given.Plaintext, Given.Context, Given.Cancel)).Bytes.ToArray();
        bytes[4] = 2;

        Assert.Equal(SealFailure.UnknownSuite, await FailureAsync(protector, bytes));
    }

    [Fact]
    public async Task A_commitment_that_does_not_match_is_refused_before_anything_is_decrypted()
    {
        var ring = Given.Ring(Key);
        var dataKey = Given.Counting(40, 32);
        var wrapped = await ring.WrapAsync(dataKey, Given.Cancel);
        var right = ConfigProtector.Seal(Given.Plaintext, Given.Context, dataKey, wrapped, Given.Counting(90, 12));
        var other = ConfigProtector.Seal(Given.Plaintext, Given.Context, Given.Counting(41, 32), wrapped, Given.Counting(90, 12));
        var protector = new ConfigProtector(ring);
        Assert.Equal(Given.Plaintext, await protector.OpenAsync(right, Given.Context, Given.Cancel));

        other.AsSpan(FirstOfCommitment, 32).CopyTo(right.AsSpan(FirstOfCommitment));
        var refused = await Assert.ThrowsAsync<ConfigSealException>(async () => await protector.OpenAsync(right, Given.Context, Given.Cancel));
        Assert.Equal(SealFailure.Tampered, refused.Failure);
        Assert.Null(refused.InnerException);

        // A whole content that was made under another data key: only the commitment tells before AES does.
        refused = await Assert.ThrowsAsync<ConfigSealException>(async () => await protector.OpenAsync(other, Given.Context, Given.Cancel));
        Assert.Null(refused.InnerException);
    }

    [Theory]
    [InlineData("""{"host":"smtp.example.com","port":587,"fromAddress":"a@example.com"}""")]
    [InlineData("LMN2 and what follows")]
    [InlineData("")]
    public async Task Plaintext_in_the_column_is_refused_and_not_quoted(string column)
    {
        var refused = await Assert.ThrowsAsync<ConfigSealException>(async () => await Given.Protector(Key).OpenAsync(Encoding.UTF8.GetBytes(column), Given.Context, Given.Cancel));

        Assert.Equal(SealFailure.Malformed, refused.Failure);
        Assert.DoesNotContain("smtp.example.com", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrapped_key_of_another_length_is_refused()
    {
        var ring = Given.Ring(Key);
        var wrapped = await ring.WrapAsync(Given.Counting(40, 32), Given.Cancel);

        var refused = await Assert.ThrowsAsync<ConfigSealException>(async () => await ring.UnwrapAsync(wrapped with { Bytes = wrapped.Bytes[1..] }, Given.Cancel));
        Assert.Equal(SealFailure.Malformed, refused.Failure);
        await Assert.ThrowsAsync<ArgumentException>(async () => await ring.WrapAsync(Given.Counting(40, 31), Given.Cancel));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(256)]
    public void A_key_id_that_does_not_fit_its_length_octet_is_refused(int length) =>
        Assert.Throws<InvalidOperationException>(() => ConfigProtector.Seal(Given.Plaintext, Given.Context, Given.Counting(40, 32), new WrappedKey(new string('k', length), new byte[60]), new byte[12]));

    private static async Task<SealFailure> FailureAsync(IConfigProtector protector, ReadOnlyMemory<byte> bytes, SealContext? place = null) =>
        (await Assert.ThrowsAsync<ConfigSealException>(async () => await protector.OpenAsync(bytes, place ?? Given.Context, Given.Cancel))).Failure;
}
