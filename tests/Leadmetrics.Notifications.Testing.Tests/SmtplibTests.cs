using System.Globalization;

namespace Leadmetrics.Notifications.Testing.Tests;

public sealed class SmtplibTests
{
    [Theory]
    [InlineData("PLAIN", ScriptedTls.StartTls)]
    [InlineData("LOGIN", ScriptedTls.StartTls)]
    [InlineData("CRAM-MD5", ScriptedTls.StartTls)]
    [InlineData("PLAIN", ScriptedTls.Implicit)]
    [InlineData("PLAIN", ScriptedTls.None)]
    public async Task Pythons_client_trusts_the_test_authority_and_logs_in(string mechanism, ScriptedTls tls)
    {
        await using var server = ScriptedSmtpServer.Start(o =>
        {
            o.Tls = tls;
            o.RequireAuth = true;
            o.Capabilities.Auth.Add(mechanism);
            o.Users["ada"] = "pass word";
        });

        var output = await Python.RunAsync(
            """
            import smtplib, ssl, sys
            port, tls, ca = int(sys.argv[1]), sys.argv[2], sys.argv[3]
            context = ssl.create_default_context(cadata=ca)
            client = smtplib.SMTP_SSL("127.0.0.1", port, context=context) if tls == "Implicit" else smtplib.SMTP("127.0.0.1", port)
            if tls == "StartTls": client.starttls(context=context)
            try:
                client.login("ada", "wrong")
            except smtplib.SMTPAuthenticationError as e:
                print(e.smtp_code)
            print(client.login("ada", "pass word")[0])
            refused = client.sendmail("a@b.test", ["c@d.test", "no@d.test"], "Subject: x\r\n\r\n.dot\r\n..two\r\n.\r\nend\r\n")
            print(sorted(refused))
            client.quit()
            """,
            server.Port.ToString(CultureInfo.InvariantCulture),
            tls.ToString(),
            TestCertificates.Shared.AuthorityPem);

        Assert.Equal("535\n235\n[]", output);
        var message = Assert.Single(server.Messages);
        Assert.Equal("Subject: x\r\n\r\n.dot\r\n..two\r\n.\r\nend\r\n", message.ContentText);
        Assert.Equal(("ada", tls != ScriptedTls.None), (message.AuthenticatedUser, message.IsTls));
        Assert.Equal(["c@d.test", "no@d.test"], message.AcceptedRecipients);
    }

    [Fact]
    public async Task What_Pythons_email_writes_is_read_back()
    {
        await using var catcher = await SmtpCatcher.StartAsync();

        await Python.RunAsync(
            """
            import smtplib, sys
            from email.message import EmailMessage
            from email import policy
            m = EmailMessage(policy=policy.SMTP)
            m["Subject"] = "Grüße 日本語 " + "lang " * 30 + "😀 Ende"
            m["From"] = "Jürgen Ä. <a@b.test>"
            m["To"] = "\"Doe, Jane\" <c@d.test>, e@d.test"
            m["Message-ID"] = "<1@b.test>"
            m.set_content("Zeile eins ü\n.\n..zwei\n" + "x" * 2000 + "\n")
            m.add_alternative("<p>Grüße <img src='cid:logo'></p>", subtype="html")
            m.get_payload()[1].add_related(bytes(range(256)), "image", "png", cid="<logo>", filename="l.png", disposition="inline")
            m.add_attachment(bytes(range(256)) * 300, "application", "octet-stream", filename="Übersicht \"2\"; 日本.bin")
            m.add_attachment("", subtype="plain", filename="leer.txt")
            with smtplib.SMTP("127.0.0.1", int(sys.argv[1])) as c:
                c.login("any", "thing")
                c.send_message(m, "env@b.test", ["c@d.test", "e@d.test"])
            """,
            catcher.Port.ToString(CultureInfo.InvariantCulture));

        var message = Assert.Single(await catcher.WaitForMessagesAsync(1, TestContext.Current.CancellationToken));
        byte[] all = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        Assert.Equal("env@b.test", message.EnvelopeFrom);
        Assert.Equal(["c@d.test", "e@d.test"], message.EnvelopeTo);
        Assert.Equal("Grüße 日本語 " + string.Concat(Enumerable.Repeat("lang ", 30)) + "😀 Ende", message.Subject);
        Assert.Equal("Jürgen Ä. <a@b.test>", message.From);
        Assert.Equal("\"Doe, Jane\" <c@d.test>, e@d.test", message.To);
        Assert.Equal("<1@b.test>", message.MessageId);
        Assert.Equal("Zeile eins ü\n.\n..zwei\n" + new string('x', 2000) + "\n", message.Text!.ReplaceLineEndings("\n"));
        Assert.Contains("Grüße <img", message.Html, StringComparison.Ordinal);
        Assert.Equal(["text/plain", "text/html", "image/png", "application/octet-stream", "text/plain"], message.Parts.Select(part => part.ContentType));
        var image = message.Parts[2];
        Assert.Equal(("logo", "inline", "l.png"), (image.ContentId, image.Disposition, image.FileName));
        Assert.Equal(all, image.Bytes.ToArray());
        Assert.Equal(["Übersicht \"2\"; 日本.bin", "leer.txt"], message.Attachments.Select(part => part.FileName));
        Assert.Equal(Enumerable.Repeat(all, 300).SelectMany(bytes => bytes), message.Attachments[0].Bytes.ToArray());
        Assert.Equal("any", message.Received.AuthenticatedUser);
    }

    [Fact]
    public async Task Refusals_reach_Pythons_client_as_they_are_scripted()
    {
        await using var server = ScriptedSmtpServer.Start(o => o.RecipientReplies["no@d.test"] = "550-5.1.1 No such\n550 5.1.1 user");
        server.At(SmtpPoint.Dot, SmtpFault.Close, message: 2);

        var output = await Python.RunAsync(
            """
            import smtplib, sys
            c = smtplib.SMTP("127.0.0.1", int(sys.argv[1]))
            print(c.sendmail("a@b.test", ["c@d.test", "no@d.test"], "x"))
            try:
                c.sendmail("a@b.test", ["c@d.test"], "y")
            except smtplib.SMTPServerDisconnected as e:
                print("disconnected")
            """,
            server.Port.ToString(CultureInfo.InvariantCulture));

        Assert.Equal("{'no@d.test': (550, b'5.1.1 No such\\n5.1.1 user')}\ndisconnected", output);
        Assert.Equal([250, 0], server.Messages.Select(message => message.ReplyCode));
    }
}
