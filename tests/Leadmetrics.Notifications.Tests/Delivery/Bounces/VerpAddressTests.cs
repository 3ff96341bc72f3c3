using Leadmetrics.Notifications.Delivery.Bounces;

namespace Leadmetrics.Notifications.Tests.Delivery.Bounces;

public sealed class VerpAddressTests
{
    private const string Left = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
    private const string MessageId = Left + "@acme.example";

    [Fact]
    public void An_address_names_its_message_and_gives_it_back()
    {
        var address = VerpAddress.Create("bounces@mail.acme.example", MessageId);

        Assert.StartsWith($"bounces+{Left}", address, StringComparison.Ordinal);
        Assert.EndsWith("@mail.acme.example", address, StringComparison.Ordinal);
        Assert.True(VerpAddress.TryRead(address, out var left));
        Assert.Equal(Left, left);
        Assert.True(VerpAddress.TryRead(address, ["other.example", "acme.example"], out var whole));
        Assert.Equal(MessageId, whole);
    }

    // Mails that are under way were given these by an earlier version.
    [Fact]
    public void The_form_never_changes() => Assert.Equal(
        "bounces+0f1e2d3c4b5a69788796a5b4c3d2e1f0aa2e1452@acme.example", VerpAddress.Create("bounces@acme.example", MessageId));

    [Fact]
    public void Letters_that_a_server_changed_on_the_way_do_not_matter()
    {
        var address = VerpAddress.Create("Bounces@acme.example", MessageId).ToUpperInvariant();

        Assert.True(VerpAddress.TryRead(address, ["acme.example"], out var whole));
        Assert.Equal(MessageId, whole);
    }

    [Fact]
    public void The_address_own_domain_is_tried_where_no_other_is_known()
    {
        Assert.True(VerpAddress.TryRead(VerpAddress.Create("bounces@acme.example", MessageId), [], out var whole));
        Assert.Equal(MessageId, whole);
        Assert.False(VerpAddress.TryRead(VerpAddress.Create("bounces@mail.acme.example", MessageId), [], out _));
    }

    [Fact]
    public void A_token_that_is_mistyped_or_of_another_mailbox_gives_no_message()
    {
        var address = VerpAddress.Create("bounces@acme.example", MessageId);

        Assert.False(VerpAddress.TryRead(address.Replace("0f1e", "0f1f", StringComparison.Ordinal), ["acme.example"], out _));
        Assert.False(VerpAddress.TryRead(address.Replace("bounces+", "support+", StringComparison.Ordinal), ["acme.example"], out _));
        Assert.False(VerpAddress.TryRead(address, ["example.net"], out var none) && none == Left + "@example.net");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("bounces@acme.example")]
    [InlineData("bounces+5@acme.example")]
    [InlineData("+0f1e2d3c4b5a69788796a5b4c3d2e1f000000000@acme.example")]
    [InlineData("bounces-0f1e2d3c4b5a69788796a5b4c3d2e1f000000000@acme.example")]
    [InlineData("bounces+0f1e2d3c4b5a69788796a5b4c3d2e1f00000000g@acme.example")]
    [InlineData("bounces+0f1e2d3c4b5a69788796a5b4c3d2e1f000000000@")]
    [InlineData("bounces+0f1e2d3c4b5a69788796a5b4c3d2e1f000000000")]
    public void What_has_no_token_is_not_read(string? address)
    {
        Assert.False(VerpAddress.TryRead(address, out var left));
        Assert.Null(left);
        Assert.False(VerpAddress.TryRead(address, ["acme.example"], out _));
    }

    [Theory]
    [InlineData("bounces@acme.example", "order-5@acme.example")]
    [InlineData("bounces@acme.example", "0F1E2D3C4B5A69788796A5B4C3D2E1F0@acme.example")]
    [InlineData("bounces@acme.example", "0f1e2d3c4b5a69788796a5b4c3d2e1f0")]
    [InlineData("bounces-of-all-our-mails@acme.example", MessageId)]
    [InlineData("bounces", MessageId)]
    public void A_message_of_another_form_and_an_address_without_room_get_no_token(string address, string messageId) =>
        Assert.Equal(address, VerpAddress.Create(address, messageId));

    [Fact]
    public void The_longest_local_part_that_has_room_makes_sixty_four_octets()
    {
        var address = VerpAddress.Create(new string('b', VerpAddress.MaxLocalPart) + "@acme.example", MessageId);

        Assert.Equal(64, address.IndexOf('@', StringComparison.Ordinal));
        Assert.Equal(23, VerpAddress.MaxLocalPart);
    }
}
