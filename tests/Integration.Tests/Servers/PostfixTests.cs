using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Peers;

namespace Leadmetrics.Integration.Servers;

/// <summary>Postfix, delivering into a Maildir that Python's <c>email</c> reads.</summary>
public sealed class PostfixTests(PeerFixture<PostfixPeer> fixture, PeerFixture<PythonPeer> python)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task STARTTLS_or_implicit_TLS_with_AUTH_delivers_into_the_Maildir(bool implicitTls)
    {
        var postfix = await fixture.GetAsync();
        await using var tenant = await TenantAt.StartAsync(Account(postfix, implicitTls));
        var message = Mail.To("box@example.test");

        var result = await tenant.SendAsync(message);

        var read = await (await python.GetAsync()).ReadMailAsync(await postfix.DeliveredAsync(result.MessageId!));

        // A file name beyond ASCII goes out in three forms, for readers of three generations; strict ones note the older two.
        Assert.All(read.Defects, defect => Assert.Matches("^Content-(Type|Disposition): (encoded word|missing trailing|duplicate parameter)", defect));
        Assert.Equal(message.Subject, read.Subject);
        Assert.Equal("Jürgen \"Jay\" Müller", Assert.Single(read.To).Name);
        Assert.Equal("hello@example.test", Assert.Single(read.From).Address);
        Assert.Equal(["text/plain", "text/html", "application/octet-stream"], read.Parts.Select(part => part.ContentType));
        Assert.Equal(Mail.Text.ReplaceLineEndings("\n"), read.Parts[0].Text!.ReplaceLineEndings("\n").TrimEnd('\n'));
        Assert.Equal(Mail.Html, read.Parts[1].Text!.TrimEnd('\r', '\n'));
        Assert.Equal(Mail.FileName, read.Parts[2].FileName);
        Assert.Equal(Mail.Bytes, read.Parts[2].Bytes);
        Assert.NotNull(result.ProviderMessageId);
    }

    [Fact]
    public async Task The_probe_tells_the_stages_and_the_facts()
    {
        var postfix = await fixture.GetAsync();
        await using var tenant = await TenantAt.StartAsync(Account(postfix, implicitTls: false));

        var report = (await tenant.TestAsync()).Report;

        Assert.True(report.Passed, report.Failure?.Message);
        var facts = report.Stages.ToDictionary(stage => stage.Stage.ToString(), stage => stage.Facts);
        Assert.StartsWith("Tls1", facts["Tls"]["protocol"], StringComparison.Ordinal);
        Assert.Contains("PIPELINING", facts["Ehlo"]["capabilities"], StringComparison.Ordinal);
        Assert.Equal("PLAIN", facts["Auth"]["mechanism"]);
    }

    [Fact]
    public async Task A_certificate_that_nobody_trusts_is_refused_before_the_password_leaves()
    {
        var postfix = await fixture.GetAsync();
        await using var other = await TestCertificates.CreateAsync();
        await using var tenant = await TenantAt.StartAsync(Account(postfix, implicitTls: true), other.AuthorityFile);

        var tested = await tenant.TestAsync();

        Assert.Equal((FailureKind.Tls, "tls"), (tested.Report.Failure!.Kind, tested.Report.Summary));
        Assert.Equal("certificate-untrusted", tested.Report.Failure.Remedy!.Code);
    }

    private static SmtpConfig Account(PostfixPeer postfix, bool implicitTls) => new()
    {
        Host = "localhost",
        Port = implicitTls ? postfix.ImplicitTlsPort : postfix.SubmissionPort,
        Secure = implicitTls,
        User = postfix.Options.User,
        Pass = new Secret(postfix.Options.Password),
        FromAddress = "hello@example.test",
        FromName = "Acme GmbH",
    };
}
