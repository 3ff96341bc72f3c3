using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Tests.Secrets;

public sealed class KeyTests
{
    public static TheoryData<string?> WrongKeys => [(string?)null, "", "no base64!", Convert.ToBase64String(new byte[31]), Convert.ToBase64String(new byte[33]), Convert.ToBase64String(new byte[64]), new string('A', 43)];

    [Theory]
    [MemberData(nameof(WrongKeys))]
    public void A_key_that_is_not_32_bytes_in_base64_is_refused_and_not_quoted(string? key)
    {
        Assert.Null(LocalKey.Read(new KeyOptions { Key = key! }, out var error));
        Assert.Equal("is not 32 bytes in base64 (make one with: lmn key new)", error);
        Assert.Throws<FormatException>(() => KeyGenerator.IdOf(key!));
    }

    [Fact]
    public void A_ring_without_an_active_key_says_what_to_do() =>
        Assert.Contains("lmn key new", Assert.Throws<InvalidOperationException>(() => Given.Ring(Given.Key(1, state: KeyState.DecryptOnly))).Message, StringComparison.Ordinal);

    [Fact]
    public void White_space_around_a_key_is_no_part_of_it() =>
        Assert.Equal(KeyGenerator.IdOf(Given.Key(1).Key), KeyGenerator.IdOf($" {Given.Key(1).Key}\n"));

    [Fact]
    public void A_fresh_key_is_32_bytes_and_no_other_one()
    {
        var key = KeyGenerator.NewKey();

        Assert.Equal(32, Convert.FromBase64String(key).Length);
        Assert.NotEqual(key, KeyGenerator.NewKey());
    }

    [Fact]
    public void The_id_of_a_key_is_the_same_for_good_and_gives_nothing_of_it_away()
    {
        var id = KeyGenerator.IdOf(Given.Key(1).Key);

        Assert.Equal("k-80870d161f0e", id);
        Assert.NotEqual(id, KeyGenerator.IdOf(Given.Key(2).Key));
    }

    [Fact]
    public void An_id_longer_than_255_octets_is_refused()
    {
        Assert.Null(LocalKey.Read(Given.Key(1, new string('é', 128)), out var error));
        Assert.Equal("has an id longer than 255 bytes", error);
        Assert.NotNull(LocalKey.Read(Given.Key(1, new string('k', 255)), out _));
    }
}
