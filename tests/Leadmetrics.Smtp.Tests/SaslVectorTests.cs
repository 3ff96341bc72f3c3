using System.Text;
using Leadmetrics.Smtp.Sasl;

namespace Leadmetrics.Smtp.Tests;

/// <summary>Each mechanism against the example of its RFC, octet by octet, and SCRAM against servers that cheat.</summary>
public sealed class SaslVectorTests
{
    // RFC 7677 section 3.
    private const string Nonce = "rOprNGfwEbeRWgbNEkqO";
    private const string ServerNonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private const string ServerFirst = $"r={ServerNonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    private const string ServerFinal = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    [Fact]
    public void SCRAM_SHA_256_is_that_of_RFC_7677()
    {
        var scram = Scram();
        Assert.Equal($"n,,n=user,r={Nonce}", Text(scram.Begin()));
        Assert.Equal($"c=biws,r={ServerNonce},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", Text(Answer(scram, ServerFirst)));
        Assert.Equal("", Text(Answer(scram, ServerFinal)));
        scram.Confirm(new SmtpReply(235, "2.7.0 welcome"));
        Assert.Null(Answer(scram, ServerFinal));
    }

    [Theory]
    [InlineData(ServerFinal)]
    [InlineData("2.7.0 " + ServerFinal)]
    [InlineData("2.7.0 dj02cnJpVFJCaTIzV3BSUi93dHVwK21NaFVaVW4vZEI1bkxUSlJzamw5NUc0PQ==")]
    [InlineData("2.7.0 Welcome " + ServerFinal + ",x=ext")]
    public void The_servers_signature_may_come_in_the_text_of_the_235(string text)
    {
        var scram = Answered();
        scram.Confirm(new SmtpReply(235, text));
    }

    [Theory]
    [InlineData("2.7.0 welcome")]
    [InlineData("")]
    [InlineData("2.7.0 v=")]
    [InlineData("2.7.0 v=!!!")]
    [InlineData("2.7.0 v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95H4=")]
    [InlineData("2.7.0 v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95A==")]
    public void A_235_without_the_right_signature_is_a_server_that_could_not_prove_itself(string text) => Unproved(() => Answered().Confirm(new SmtpReply(235, text)));

    [Theory]
    [InlineData("2.7.0 v=")]
    [InlineData("2.7.0 v=!!!")]
    [InlineData("2.7.0 " + ServerFinal)]
    public void A_235_before_the_exchange_has_come_to_a_signature_proves_nothing(string text)
    {
        var scram = Scram();
        scram.Begin();
        Unproved(() => scram.Confirm(new SmtpReply(235, text)));
    }

    [Theory]
    [InlineData("v=AAAATRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")]
    [InlineData("v=")]
    [InlineData("v=!!!")]
    [InlineData("")]
    [InlineData("welcome")]
    public void A_last_challenge_without_the_right_signature_is_a_server_that_could_not_prove_itself(string serverFinal)
    {
        var scram = Answered();
        Unproved(() => Answer(scram, serverFinal));
    }

    [Fact]
    public void An_error_in_place_of_the_signature_is_answered_once_and_a_235_behind_it_counts_for_nothing()
    {
        var scram = Answered();
        Assert.Equal("", Text(Answer(scram, "e=invalid-proof")));
        Assert.Null(Answer(scram, "e=invalid-proof"));
        Unproved(() => scram.Confirm(new SmtpReply(235, "2.7.0 welcome")));
    }

    [Theory]
    [InlineData("r=" + Nonce + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "does not continue our nonce")]
    [InlineData("r=another%nonce,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "does not continue our nonce")]
    [InlineData("r=" + Nonce + "\u00e9,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "does not continue our nonce")]
    [InlineData("r=" + ServerNonce + ",s=,i=4096", "names no salt")]
    [InlineData("r=" + ServerNonce + ",s=!,i=4096", "names no salt")]
    [InlineData("r=" + ServerNonce + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4095", "asks for a number of rounds")]
    [InlineData("r=" + ServerNonce + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1", "asks for a number of rounds")]
    [InlineData("r=" + ServerNonce + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1000001", "asks for a number of rounds")]
    [InlineData("r=" + ServerNonce + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=2147483647", "asks for a number of rounds")]
    [InlineData("r=" + ServerNonce + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=99999999999999999999", "asks for a number of rounds")]
    [InlineData("r=" + ServerNonce + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=-4096", "asks for a number of rounds")]
    [InlineData("r=" + ServerNonce + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i= 4096", "asks for a number of rounds")]
    [InlineData("m=must,r=" + ServerNonce + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "is not r=")]
    [InlineData("r=" + ServerNonce + ",i=4096", "is not r=")]
    [InlineData("", "is not r=")]
    [InlineData("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", "is not r=")]
    public void A_first_message_that_cheats_or_wastes_our_time_ends_it_before_anything_is_computed(string serverFirst, string why)
    {
        var scram = Scram();
        scram.Begin();
        var exception = Assert.Throws<SmtpException>(() => Answer(scram, serverFirst));
        Assert.Equal((SmtpFailure.Protocol, SmtpPhase.Auth), (exception.Failure, exception.Phase));
        Assert.Contains(why, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Extensions_behind_the_rounds_are_ignored_and_signed_with_the_rest()
    {
        var scram = Scram();
        scram.Begin();
        var plain = Text(Answer(Answered(answered: false), ServerFirst));
        var extended = Text(Answer(scram, ServerFirst + ",x=ext"));
        Assert.Equal(plain.Split(",p=")[0], extended.Split(",p=")[0]);
        Assert.NotEqual(plain, extended);
    }

    [Fact]
    public void Octets_that_are_no_UTF8_are_no_challenge() => Assert.Null(Answered().Answer([0xff, 0xfe]));

    [Fact]
    public void Each_exchange_has_a_nonce_of_its_own()
    {
        var credentials = new SmtpPasswordCredentials("user", "pencil");
        Assert.NotEqual(Text(SaslScram.TryCreate(credentials)!.Begin()), Text(SaslScram.TryCreate(credentials)!.Begin()));
    }

    [Theory]
    [InlineData("us,er=1", "n,,n=us=2Cer=3D1,r=")]
    [InlineData("I\u00ADX", "n,,n=IX,r=")]
    public void The_user_name_is_prepared_and_escaped(string user, string begin) =>
        Assert.Equal(begin + Nonce, Text(SaslScram.TryCreate(new SmtpPasswordCredentials(user, "p"), Nonce)!.Begin()));

    // The first six are RFC 4013 section 3's.
    [Theory]
    [InlineData("I\u00ADX", "IX")]
    [InlineData("user", "user")]
    [InlineData("USER", "USER")]
    [InlineData("\u00AA", "a")]
    [InlineData("\u2168", "IX")]
    [InlineData("\u0007", null)]
    [InlineData("a b", "a b")]
    [InlineData("a\u00A0b\u3000c\u200Bd", "a b c d")]
    [InlineData("e\u0301", "\u00E9")]
    [InlineData("\uFF21", "A")]
    [InlineData("\u00E9\uFEFF\u200D", "\u00E9")]
    [InlineData("日本🎉", "日本🎉")]
    [InlineData("a\0b", null)]
    [InlineData("\u00E9\u007F", null)]
    [InlineData("\u00E9\u0085", null)]
    [InlineData("a\u2028b", null)]
    [InlineData("a\u202Eb", null)]
    [InlineData("a\uE000b", null)]
    [InlineData("a\uFFFDb", null)]
    [InlineData("a\uFFFFb", null)]
    [InlineData("a\uD800b", null)]
    [InlineData("a\uDC00", null)]
    [InlineData("\U000E0041", null)]
    [InlineData("\U0001FFFE", null)]
    public void SASLprep_is_that_of_RFC_4013(string text, string? prepared) => Assert.Equal(prepared, SaslPrep.Prepare(text));

    [Fact]
    public void CRAM_MD5_is_that_of_RFC_2195()
    {
        var mechanism = new SaslCramMd5(new SmtpPasswordCredentials("tim", "tanstaaftanstaaf"));
        Assert.Null(mechanism.Begin());
        Assert.Equal("tim b913a602c7eda7a495b4e6e7334d3890", Text(Answer(mechanism, "<1896.697170952@postoffice.reston.mci.net>")));
        Assert.Null(Answer(mechanism, "<again@postoffice.reston.mci.net>"));
        Assert.Null(new SaslCramMd5(new SmtpPasswordCredentials("tim", "tanstaaftanstaaf")).Answer([]));
    }

    // The example of Microsoft's page on authenticating IMAP, POP and SMTP by OAuth.
    [Fact]
    public void XOAUTH2_is_that_of_Microsofts_documentation()
    {
        var xoauth2 = new SaslXOAuth2("test@contoso.onmicrosoft.com", "EwBAAl3BAAUFFpUAo7J3Ve0bjLBWZWCclRC3EoAA");

        Assert.Equal("dXNlcj10ZXN0QGNvbnRvc28ub25taWNyb3NvZnQuY29tAWF1dGg9QmVhcmVyIEV3QkFBbDNCQUFVRkZwVUFvN0ozVmUwYmpMQldaV0NjbFJDM0VvQUEBAQ==", Convert.ToBase64String(xoauth2.Begin()));
        Assert.Empty(xoauth2.Answer("{\"status\":\"401\"}"u8)!);
        Assert.Null(xoauth2.Answer("{}"u8));
    }

    [Fact]
    public void OAUTHBEARER_is_that_of_RFC_7628()
    {
        var mechanism = new SaslOAuthBearer("user@example.com", "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==", "server.example.com", 587);
        Assert.Equal(
            "n,a=user@example.com,\u0001host=server.example.com\u0001port=587\u0001auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\u0001\u0001",
            Text(mechanism.Begin()));
        Assert.Equal("\u0001", Text(Answer(mechanism, """{"status":"invalid_token"}""")));
        Assert.Null(Answer(mechanism, """{"status":"invalid_token"}"""));
        Assert.StartsWith("n,a=a=2Cb=3Dc,", Text(new SaslOAuthBearer("a,b=c", "t", "h", 25).Begin()), StringComparison.Ordinal);
    }

    private static SaslScram Scram() => SaslScram.TryCreate(new SmtpPasswordCredentials("user", "pencil"), Nonce)!;

    private static SaslScram Answered(bool answered = true)
    {
        var scram = Scram();
        scram.Begin();
        if (answered) Answer(scram, ServerFirst);
        return scram;
    }

    private static void Unproved(Action act)
    {
        var exception = Assert.Throws<SmtpException>(act);
        Assert.Equal((SmtpFailure.Authentication, SmtpPhase.Auth), (exception.Failure, exception.Phase));
        Assert.True(exception.IsServerUnproven);
        Assert.Contains("could not prove itself", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("pencil", exception.ToString(), StringComparison.Ordinal);
    }

    private static byte[]? Answer(ISaslMechanism mechanism, string challenge) => mechanism.Answer(Encoding.UTF8.GetBytes(challenge));

    private static string Text(byte[]? octets) => Encoding.UTF8.GetString(Assert.IsType<byte[]>(octets));
}
