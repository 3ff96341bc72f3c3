using Leadmetrics.Notifications.Egress;

namespace Leadmetrics.Notifications.Tests.Providers.Smtp.SetUp;

public sealed class TypedHostTests
{
    [Theory]
    [InlineData("https://smtp.example.com", "host-is-url", "smtp.example.com")]
    [InlineData("https://smtp.example.com:587/", "host-is-url", "smtp.example.com 587")]
    [InlineData("smtp://smtp.example.com:465", "host-is-url", "smtp.example.com 465")]
    [InlineData("smtps://jane:hunter2planted@smtp.example.com:465/?x=hunter2planted", "host-is-url", "smtp.example.com 465")]
    [InlineData("SMTP:smtp.example.com", "host-is-url", "smtp.example.com")]
    [InlineData("//smtp.example.com", "host-is-url", "smtp.example.com")]
    [InlineData("smtp.example.com/", "host-is-url", "smtp.example.com")]
    [InlineData("https://smtp.example.com:443", "host-is-url", "smtp.example.com 587")]
    [InlineData("https://mail.google.com/mail/u/0/", "host-is-url", "smtp.gmail.com 587 false")]
    [InlineData("https://outlook.office365.com/owa/", "host-is-url", "smtp.office365.com 587 false")]
    [InlineData("http://127.0.0.1:587", "host-is-url", "")]
    [InlineData("smtp://localhost", "host-is-url", "")]
    [InlineData("ftp://", "host-is-url", "")]
    [InlineData("https://[::1]:587", "host-is-url", "")]
    [InlineData("smtp.example.com:587", "host-has-port", "smtp.example.com 587")]
    [InlineData("smtp.example.com.:2525", "host-has-port", "smtp.example.com 2525")]
    [InlineData("smtp.bücher.example:465", "host-has-port", "smtp.xn--bcher-kva.example 465")]
    [InlineData("smtp.example.com 587", "host-has-port", "smtp.example.com 587")]
    [InlineData("smtp.example.com: 587", "host-has-port", "")]
    [InlineData("smtp.example.com:993", "host-has-port", "smtp.example.com 587")]
    [InlineData("10.0.0.1:587", "host-has-port", "")]
    [InlineData("imap.gmail.com:993", "host-has-port", "smtp.gmail.com 587 false")]
    [InlineData(" smtp.example.com", "host-has-spaces", "smtp.example.com")]
    [InlineData("smtp.example.com\t", "host-has-spaces", "smtp.example.com")]
    [InlineData("smtp. example .com", "host-has-spaces", "smtp.example.com")]
    [InlineData("\u00a0smtp.example.com\u00a0", "host-has-spaces", "smtp.example.com")]
    [InlineData("smtp example com", "host-has-spaces", "")]
    [InlineData("jane@smtp.example.com", "host-holds-user", "smtp.example.com")]
    [InlineData("jane:hunter2planted@smtp.example.com:587", "host-holds-user", "smtp.example.com 587")]
    [InlineData("jane@email-smtp.eu-west-1.amazonaws.com", "host-holds-user", "email-smtp.eu-west-1.amazonaws.com")]
    [InlineData("jane@localhost", "host-is-address", "")]
    [InlineData("jane@example.com", "host-is-address", "")]
    [InlineData("jane@gmail.com", "host-is-address", "smtp.gmail.com 587 false")]
    [InlineData("mailto:jane@gmail.com", "host-is-address", "smtp.gmail.com 587 false")]
    [InlineData("jane@zohomail.eu", "host-is-address", "smtp.zoho.eu 587 false")]
    [InlineData("jane@hotmail.co.uk", "host-is-address", "smtp-mail.outlook.com 587 false")]
    public void What_is_no_host_name_is_named_for_what_it_is_with_the_host_that_was_meant(string host, string remedy, string meant)
    {
        var refused = Checked.Refusal(Checked.Settings(host));

        Assert.Equal(("host", remedy, meant), (refused.Field, refused.Remedy?.Code, Checked.Say(refused.Suggestion)));
        Assert.DoesNotContain("hunter2planted", $"{refused}{refused.Suggestion}{refused.Remedy}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("smtp.example.com%00", "holds a character that no host name has")]
    [InlineData("2130706433", "ends in a number, so it is neither a name nor a plain address")]
    [InlineData("mail..example.com", "is not a host name")]
    [InlineData("smtp.example.com:99999", "is not a host name")]
    public void What_is_none_of_these_is_refused_as_before(string host, string reason)
    {
        var refused = Checked.Refusal(Checked.Settings(host));

        Assert.Equal(("host", reason, null, null), (refused.Field, refused.Reason, refused.Remedy, refused.Suggestion));
    }

    [Theory]
    [InlineData("smtp.example.com.")]
    [InlineData("smtp.bücher.example")]
    [InlineData("xn--bcher-kva.example")]
    public void A_dot_at_the_end_and_an_international_name_are_fine(string host) => Assert.Empty(Checked.Warnings(Checked.Settings(host)));

    [Fact]
    public void A_host_on_this_machine_is_suggested_where_the_operator_allows_it()
    {
        Assert.Equal("localhost 1025", Checked.Say(Checked.Refusal(Checked.Settings("smtp://localhost:1025"), AllowLoopback).Suggestion));

        static void AllowLoopback(EgressOptions options) => options.AllowLoopback = true;
    }
}
