using System.Security.Cryptography;
using System.Text;
using Leadmetrics.Notifications.Providers.SendGrid.Events;
using Leadmetrics.Peers;

namespace Leadmetrics.Notifications.Tests.Providers.SendGrid.Events;

public sealed class SendGridSignatureTests(PeerFixture<SendGridEventsPeer> sendGrid)
{
    // SendGrid's published example: the tests of npm's @sendgrid/eventwebhook 8.0.0, src/eventwebhook.spec.js.
    private const string PublishedKey = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==";
    private const string PublishedSignature = "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=";
    private const string PublishedTimestamp = "1600112502";
    private const string PublishedBody =
        "[{\"email\":\"hello@world.com\",\"event\":\"dropped\",\"reason\":\"Bounced Address\",\"sg_event_id\":\"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA\"," +
        "\"sg_message_id\":\"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0\",\"smtp-id\":\"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>\",\"timestamp\":1600112492}]";

    private static readonly byte[] Body = "[{\"event\":\"delivered\"}]\r\n"u8.ToArray();

    [Fact]
    public void The_published_example_verifies_and_without_its_trailing_line_end_it_does_not()
    {
        Assert.True(Verify(PublishedBody + "\r\n"));
        Assert.False(Verify(PublishedBody));
        Assert.False(Verify(PublishedBody + "\n"));

        static bool Verify(string body) => SendGridSignature.Verify(PublishedKey, PublishedSignature, PublishedTimestamp, Encoding.UTF8.GetBytes(body));
    }

    [Fact]
    public async Task SendGrids_own_library_and_ours_agree_on_twenty_bodies_good_and_spoiled()
    {
        var signed = await (await sendGrid.GetAsync()).SignAsync(TestContext.Current.CancellationToken);

        Assert.Equal(20, signed.Count);
        Assert.Equal(4, signed.Count(one => one.Taken));
        Assert.All(signed, one => Assert.Equal((one.Spoiled, one.Taken), (one.Spoiled, SendGridSignature.Verify(one.PublicKey, one.Signature, one.Timestamp, one.Body))));
    }

    [Fact]
    public void A_digit_that_is_moved_from_the_timestamp_to_the_body_or_back_ends_the_proof()
    {
        using var signer = new EventSigner();
        var signature = signer.Sign("1600112502", Body);
        Assert.True(SendGridSignature.Verify(signer.PublicKey, signature, "1600112502", Body));

        // The octets that are hashed are the same each time.
        Assert.False(SendGridSignature.Verify(signer.PublicKey, signature, "160011250", [(byte)'2', .. Body]));
        Assert.False(SendGridSignature.Verify(signer.PublicKey, signature, "1600112502[", Body.AsSpan(1)));
        Assert.False(SendGridSignature.Verify(signer.PublicKey, signature, "", [.. "1600112502"u8, .. Body]));
    }

    [Theory]
    [InlineData("160011250")]
    [InlineData("16001125020")]
    [InlineData("160011250a")]
    [InlineData("+600112502")]
    [InlineData(" 600112502")]
    [InlineData("１６００１１２５０２")]
    [InlineData("")]
    [InlineData(null)]
    public void A_timestamp_is_ten_ascii_digits_or_refused_even_where_it_was_signed(string? timestamp)
    {
        using var signer = new EventSigner();

        Assert.False(SendGridSignature.Verify(signer.PublicKey, signer.Sign(timestamp ?? "", Body), timestamp, Body));
    }

    [Theory]
    [InlineData("{\"event\":\"delivered\"}")]
    [InlineData(" []")]
    [InlineData("")]
    public void A_body_begins_with_a_bracket_or_is_refused_even_where_it_was_signed(string body)
    {
        using var signer = new EventSigner();
        var octets = Encoding.UTF8.GetBytes(body);

        Assert.False(SendGridSignature.Verify(signer.PublicKey, signer.Sign("1600112502", octets), "1600112502", octets));
    }

    [Theory]
    [InlineData("1.3.132.0.34")]
    [InlineData("1.3.132.0.35")]
    [InlineData("1.3.132.0.10")]
    public void A_key_over_another_curve_is_none_and_its_signature_is_refused(string curve)
    {
        using var signer = new EventSigner(ECCurve.CreateFromValue(curve));

        Assert.False(SendGridSignature.IsPublicKey(signer.PublicKey));
        Assert.False(SendGridSignature.Verify(signer.PublicKey, signer.Sign("1600112502", Body), "1600112502", Body));
    }

    public static TheoryData<string> NoKeys
    {
        get
        {
            using var rsa = RSA.Create(2048);
            using var signer = new EventSigner();
            var key = Convert.FromBase64String(signer.PublicKey);
            var offCurve = key.ToArray();
            offCurve[^1] ^= 1;
            var compressed = key.ToArray();
            compressed[26] = 2;
            return
            [
                "", " ", "MF", "not base64!", Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo()), Convert.ToBase64String(offCurve), Convert.ToBase64String(compressed),
                Convert.ToBase64String(key[..^1]), Convert.ToBase64String([.. key, 0]), "-----BEGIN PUBLIC KEY-----" + signer.PublicKey, new string('A', 10_000), Convert.ToBase64String(new byte[91]),
            ];
        }
    }

    [Theory]
    [MemberData(nameof(NoKeys))]
    public void What_is_no_key_of_the_curve_is_told_as_such_and_verifies_nothing(string key)
    {
        Assert.False(SendGridSignature.IsPublicKey(key));
        Assert.False(SendGridSignature.Verify(key, PublishedSignature, PublishedTimestamp, Encoding.UTF8.GetBytes(PublishedBody + "\r\n")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("not base64!")]
    [InlineData("MAYCAQACAQA=")]
    [InlineData("MAYCAQECAQE=")]
    [InlineData("MEUCIGHQVtGj")]
    public void A_signature_that_is_none_is_refused(string? signature) =>
        Assert.False(SendGridSignature.Verify(PublishedKey, signature, PublishedTimestamp, Encoding.UTF8.GetBytes(PublishedBody + "\r\n")));

    [Fact]
    public void Every_changed_octet_of_a_signature_and_every_cut_is_refused()
    {
        var body = Encoding.UTF8.GetBytes(PublishedBody + "\r\n");
        var good = Convert.FromBase64String(PublishedSignature);
        for (var i = 0; i < good.Length; i++)
        {
            var changed = good.ToArray();
            changed[i] ^= 0x10;
            Assert.False(SendGridSignature.Verify(PublishedKey, Convert.ToBase64String(changed), PublishedTimestamp, body));
            Assert.False(SendGridSignature.Verify(PublishedKey, Convert.ToBase64String(good.AsSpan(0, i)), PublishedTimestamp, body));
        }

        Assert.False(SendGridSignature.Verify(PublishedKey, Convert.ToBase64String([.. good, 0]), PublishedTimestamp, body));
        Assert.False(SendGridSignature.Verify(PublishedKey, new string('A', 10_000), PublishedTimestamp, body));
    }
}
