using System.Globalization;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Tests.Queue.Looking;

/// <summary>The marks by which mails to a recipient are found.</summary>
public sealed class RecipientMarksTests
{
    private static readonly TenantId Acme = new("acme");

    // What is stored must be found by later versions: the octets stand here.
    [Fact]
    public void A_mark_is_the_beginning_of_a_hash_over_tenant_and_address() =>
        Assert.Equal("723a986fe659", Convert.ToHexStringLower(RecipientMarks.Of(Acme, "jane@customer.test")));

    [Fact]
    public void A_message_has_a_mark_for_each_address_whatever_its_spelling_and_field()
    {
        var message = Message([new("Jane@Customer.test"), new("jane@customer.test")]) with { Cc = [new EmailAddress("x@bücher.test")], Bcc = [new EmailAddress("hidden@customer.test")] };

        Assert.Equal(
            new[] { "jane@customer.test", "x@xn--bcher-kva.test", "hidden@customer.test" }.Select(address => Convert.ToHexString(RecipientMarks.Of(Acme, address))).Order(StringComparer.Ordinal),
            RecipientMarks.Of(Acme, message)!.Value.ToArray().Chunk(RecipientMarks.Length).Select(Convert.ToHexString));
        Assert.NotEqual(RecipientMarks.Of(Acme, "jane@customer.test"), RecipientMarks.Of(new TenantId("globex"), "jane@customer.test"));
    }

    [Theory]
    [InlineData(64, 384)]
    [InlineData(65, null)]
    [InlineData(1000, null)]
    public void More_recipients_than_stand_in_an_index_have_none(int recipients, int? octets) =>
        Assert.Equal(octets, RecipientMarks.Of(Acme, Message([.. Enumerable.Range(0, recipients).Select(i => new EmailAddress(string.Create(CultureInfo.InvariantCulture, $"r{i}@customer.test")))]))?.Length);

    private static EmailMessage Message(IReadOnlyList<EmailAddress> to) => new() { To = [.. to], Subject = "s", Text = "t" };
}
