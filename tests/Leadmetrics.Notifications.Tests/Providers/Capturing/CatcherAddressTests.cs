using Leadmetrics.Notifications.Providers.Capturing;

namespace Leadmetrics.Notifications.Tests.Providers.Capturing;

public sealed class CatcherAddressTests
{
    [Theory]
    [InlineData("smtp://localhost:1025", "localhost", 1025)]
    [InlineData("smtp://localhost", "localhost", 1025)]
    [InlineData("SMTP://MailDev:25", "maildev", 25)]
    [InlineData("smtp://127.0.0.1:65535", "127.0.0.1", 65535)]
    [InlineData("smtp://[::1]:1025", "::1", 1025)]
    [InlineData("smtp://[::1]", "::1", 1025)]
    [InlineData("smtp://catcher.corp.internal:2525", "catcher.corp.internal", 2525)]
    public void A_catcher_is_a_host_and_perhaps_a_port(string text, string host, int port)
    {
        Assert.True(CatcherAddress.TryParse(text, out var address));
        Assert.Equal((host, port), (address.Host, address.Port));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("localhost:1025")]
    [InlineData("smtp:localhost")]
    [InlineData("smtp://")]
    [InlineData("smtp://:1025")]
    [InlineData("smtps://localhost")]
    [InlineData("http://localhost")]
    [InlineData(" smtp://localhost")]
    [InlineData("smtp://localhost ")]
    [InlineData("smtp://user@localhost")]
    [InlineData("smtp://user:pass@localhost:1025")]
    [InlineData("smtp://localhost/")]
    [InlineData("smtp://localhost:1025/path")]
    [InlineData("smtp://localhost?x=1")]
    [InlineData("smtp://localhost#x")]
    [InlineData("smtp://localhost:")]
    [InlineData("smtp://localhost:0")]
    [InlineData("smtp://localhost:65536")]
    [InlineData("smtp://localhost:+25")]
    [InlineData("smtp://localhost:25:25")]
    [InlineData("smtp://::1")]
    [InlineData("smtp://[::1")]
    [InlineData("smtp://::1]:25")]
    [InlineData("smtp://[localhost]")]
    [InlineData("smtp://[::1]25")]
    [InlineData("smtp://a b")]
    [InlineData("smtp://localhost\r\n")]
    public void Anything_else_is_refused(string? text) => Assert.False(CatcherAddress.TryParse(text, out _));
}
