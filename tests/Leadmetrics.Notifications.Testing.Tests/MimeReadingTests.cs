using System.Text;

namespace Leadmetrics.Notifications.Testing.Tests;

public sealed class MimeReadingTests
{
    [Theory]
    [InlineData("=?utf-8?q?a_b=C3=A4?=", "a b\u00E4")]
    [InlineData("=?utf-8?B?w6Q=?= =?utf-8?B?w7Y=?=", "\u00E4\u00F6")]
    [InlineData("=?utf-8?B?w6Q=?= x =?iso-8859-1?Q?=F6?=", "\u00E4 x \u00F6")]
    [InlineData("=?utf-8?B?w6Q=?=\r\n =?utf-8?B?w7Y=?=", "\u00E4\u00F6")]
    [InlineData("plain =?x", "plain =?x")]
    [InlineData("=?utf-8?B?ww==?= =?utf-8?B?pA==?=", "\uFFFD\uFFFD")]
    public void Encoded_words_are_decoded_each_by_itself(string value, string expected) =>
        Assert.Equal(expected, Read($"Subject: {value}\r\n\r\n").Subject);

    [Theory]
    [InlineData("filename=plain.txt", "plain.txt")]
    [InlineData("filename=\"a\\\"b;c.txt\"", "a\"b;c.txt")]
    [InlineData("filename*=utf-8''%C3%A4%20b.txt", "\u00E4 b.txt")]
    [InlineData("filename=\"x.txt\"; filename*=utf-8''y.txt", "y.txt")]
    [InlineData("filename*0*=utf-8''%C3; filename*1*=%A4; filename*2=\"%41.txt\"", "\u00E4%41.txt")]
    [InlineData("filename=\"=?utf-8?B?w6Q=?=.txt\"", "\u00E4.txt")]
    public void File_names_are_read_in_each_form(string parameter, string expected) =>
        Assert.Equal(expected, Read($"Content-Disposition: attachment; {parameter}\r\n\r\n").Parts[0].FileName);

    [Theory]
    [InlineData("base64", "AAEC\r\nAw==\r\n", "\0\u0001\u0002\u0003")]
    [InlineData("quoted-printable", "a=20b=\r\nc =3D \r\nd", "a bc =\r\nd")]
    [InlineData("7bit", "as it is\r\n", "as it is\r\n")]
    public void Transfer_encodings_are_undone(string encoding, string body, string expected) =>
        Assert.Equal(expected, Encoding.Latin1.GetString(Read($"Content-Transfer-Encoding: {encoding}\r\n\r\n{body}").Parts[0].Bytes.Span));

    [Fact]
    public void Parts_end_before_the_line_end_of_their_delimiter()
    {
        var message = Read(
            "Content-Type: multipart/mixed; boundary=\"b b\"\r\n\r\npreamble\r\n--b b\r\n\r\none\r\n\r\n--b b\r\n\r\n--b bx\r\n--b b--\r\nepilogue\r\n--b b\r\n");

        Assert.Equal(["one\r\n", "--b bx"], message.Parts.Select(part => part.Text));
    }

    private static CaughtMessage Read(string text) => new(new ReceivedMessage
    {
        Id = "1",
        Connection = 1,
        Number = 1,
        From = "a@b.test",
        MailParameters = new Dictionary<string, string>(),
        Recipients = [],
        Content = Encoding.UTF8.GetBytes(text),
        Size = text.Length,
        ByBdat = false,
        Chunks = [],
        AuthenticatedUser = null,
        IsTls = false,
        EhloName = null,
        ReceivedAt = default,
    });
}
