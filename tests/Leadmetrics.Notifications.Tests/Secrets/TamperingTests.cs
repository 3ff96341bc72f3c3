using System.Security.Cryptography;
using System.Text;
using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Tests.Secrets;

/// <summary>What somebody who can write the column, or knows data keys, may try.</summary>
public sealed class TamperingTests
{
    private static readonly KeyOptions Key = new() { Key = Given.Key(1).Key };

    /// <summary>As long as settings are: an account with a signature key.</summary>
    private static readonly byte[] Settings = Encoding.UTF8.GetBytes($$$"""
        {"host":"smtp.example.com","port":587,"secure":false,"user":"jane@example.com","pass":"gr\u00fcn \u00e9t\u00e9","fromAddress":"jane@example.com","fromName":"Jane","allowedFromDomains":["example.com"],
        "dkim":{"domain":"example.com","selector":"s1","privateKey":"{{{new string('x', 1_600)}}}"},"tls":{"mode":"startTls"},"limits":{"perHour":500}}
        """);

    [Fact]
    public async Task Every_bit_flip_of_settings_as_long_as_real_ones_is_refused_and_says_what_is_wrong()
    {
        var protector = Given.Protector(Key);
        var bytes = (await protector.SealAsync(Settings, Given.Context, Given.Cancel)).Bytes.ToArray();
        var failures = new Dictionary<SealFailure, int>();
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            var refused = await Assert.ThrowsAsync<ConfigSealException>(async () => await protector.OpenAsync(bytes, Given.Context, Given.Cancel));
            failures[refused.Failure] = failures.GetValueOrDefault(refused.Failure) + 1;
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.Equal(bytes.Length * 8, failures.Values.Sum());
        Assert.Equal(8, failures[SealFailure.UnknownSuite]);

        // Wrapped key, commitment, nonce, content and tag, bit for bit.
        Assert.Equal((60 + 32 + 12 + Settings.Length + 16) * 8, failures[SealFailure.Tampered]);
        Assert.Equal(Settings, await protector.OpenAsync(bytes, Given.Context, Given.Cancel));
    }

    [Fact]
    public async Task Every_truncation_of_settings_as_long_as_real_ones_is_refused_from_either_end()
    {
        var protector = Given.Protector(Key);
        var bytes = (await protector.SealAsync(Settings, Given.Context, Given.Cancel)).Bytes;
        for (var length = 0; length < bytes.Length; length++)
        {
            await Assert.ThrowsAsync<ConfigSealException>(async () => await protector.OpenAsync(bytes[..length], Given.Context, Given.Cancel));
            await Assert.ThrowsAsync<ConfigSealException>(async () => await protector.OpenAsync(bytes[^length..], Given.Context, Given.Cancel));
        }
    }

    [Fact]
    public async Task The_same_content_under_another_wrapped_data_key_is_refused_before_anything_is_decrypted()
    {
        var protector = Given.Protector(Key);
        var mine = (await protector.SealAsync(Settings, Given.Context, Given.Cancel)).Bytes;
        var other = (await protector.SealAsync(Settings, Given.Context, Given.Cancel)).Bytes;
        var head = mine.Length - (32 + 12 + Settings.Length + 16);

        await RefusedByTheCommitmentAsync(protector, [.. other.Span[..head], .. mine.Span[head..]]);
    }

    [Fact]
    public async Task A_ciphertext_that_opens_under_two_data_keys_opens_under_the_one_it_is_committed_to_alone()
    {
        var ring = Given.Ring(Key);
        var protector = new ConfigProtector(ring);
        byte[][] dataKeys = [Given.Counting(40, 32), Given.Counting(140, 32)];
        var nonce = Given.Counting(90, 12);
        var associated = Given.Context.ToAdditionalData([.. "LMN1"u8, 1]);
        var contentKeys = dataKeys.Select(key => HKDF.DeriveKey(HashAlgorithmName.SHA512, key, 32, info: "LMN1 content key"u8.ToArray())).ToArray();
        var (ciphertext, tag) = TwoKeyCiphertext.Make(contentKeys[0], contentKeys[1], nonce, associated, Given.Counting(7, 64));

        // The attempt is a true one: to AES-GCM alone both keys are right, and give different plaintexts.
        var plaintexts = contentKeys.Select(key => Decrypt(key, nonce, ciphertext, tag, associated)).ToArray();
        Assert.NotEqual(plaintexts[0], plaintexts[1]);

        for (var right = 0; right < 2; right++)
        {
            var wrapped = await ring.WrapAsync(dataKeys[right], Given.Cancel);
            var other = await ring.WrapAsync(dataKeys[1 - right], Given.Cancel);
            var sealedByRight = ConfigProtector.Seal(plaintexts[right], Given.Context, dataKeys[right], wrapped, nonce);
            Assert.Equal((byte[])[.. ciphertext, .. tag], sealedByRight[^(ciphertext.Length + 16)..]);
            Assert.Equal(plaintexts[right], await protector.OpenAsync(sealedByRight, Given.Context, Given.Cancel));

            var head = sealedByRight.Length - (32 + 12 + ciphertext.Length + 16);
            var withOther = ConfigProtector.Seal(plaintexts[1 - right], Given.Context, dataKeys[1 - right], other, nonce);
            await RefusedByTheCommitmentAsync(protector, [.. withOther[..head], .. sealedByRight[head..]]);
        }
    }

    [Fact]
    public async Task A_wrapped_data_key_is_bound_to_the_id_of_the_key_that_wraps_it()
    {
        var bytes = (await Given.Protector(Given.Key(1, "k1")).SealAsync(Settings, Given.Context, Given.Cancel)).Bytes.ToArray();
        bytes[7] = (byte)'2';

        // The same key by two names: the header names the other one.
        var twice = Given.Protector(Given.Key(1, "k1"), Given.Key(1, "k2", KeyState.DecryptOnly));
        Assert.Equal(SealFailure.Tampered, (await Assert.ThrowsAsync<ConfigSealException>(async () => await twice.OpenAsync(bytes, Given.Context, Given.Cancel))).Failure);
    }

    [Theory]
    [InlineData(0, 60)]
    [InlineData(0xffff, 60)]
    [InlineData(59, 59)]
    [InlineData(61, 61)]
    public async Task A_wrapped_data_key_of_another_length_is_refused(int said, int given)
    {
        var bytes = (await Given.Protector(Given.Key(1, "k1")).SealAsync(Settings, Given.Context, Given.Cancel)).Bytes.ToArray();
        var forged = new List<byte>(bytes[..8]) { (byte)(said >> 8), (byte)said };
        forged.AddRange(bytes[10..(10 + Math.Min(given, 60))]);
        forged.AddRange(new byte[Math.Max(0, given - 60)]);
        forged.AddRange(bytes[70..]);

        Assert.Equal(SealFailure.Malformed, (await Assert.ThrowsAsync<ConfigSealException>(async () => await Given.Protector(Given.Key(1, "k1")).OpenAsync(forged.ToArray(), Given.Context, Given.Cancel))).Failure);
    }

    private static async Task RefusedByTheCommitmentAsync(IConfigProtector protector, byte[] bytes)
    {
        var refused = await Assert.ThrowsAsync<ConfigSealException>(async () => await protector.OpenAsync(bytes, Given.Context, Given.Cancel));
        Assert.Equal(SealFailure.Tampered, refused.Failure);
        Assert.Contains("do not belong to their key", refused.Message, StringComparison.Ordinal);
        Assert.Null(refused.InnerException);
    }

    private static byte[] Decrypt(byte[] key, byte[] nonce, byte[] ciphertext, byte[] tag, byte[] associated)
    {
        using var aes = new AesGcm(key, 16);
        var plaintext = new byte[ciphertext.Length];
        aes.Decrypt(nonce, ciphertext, tag, plaintext, associated);
        return plaintext;
    }
}
