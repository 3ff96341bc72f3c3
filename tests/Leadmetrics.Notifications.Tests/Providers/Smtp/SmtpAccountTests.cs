using System.Text;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Tests.Providers.Smtp;

public sealed class SmtpAccountTests
{
    [Theory]
    [InlineData("host", "10.0.0.1", 587)]
    [InlineData("host", "localhost", 587)]
    [InlineData("host", "metadata.google.internal", 587)]
    [InlineData("host", "2130706433", 587)]
    [InlineData("host", "http://smtp.example.com", 587)]
    [InlineData("port", "smtp.example.com", 22)]
    [InlineData("port", "smtp.example.com", 6379)]
    public void A_host_or_port_that_may_not_be_called_is_refused_when_it_is_stored(string field, string host, int port) =>
        Assert.Equal(field, Assert.Throws<ProviderConfigException>(() => Read($$"""{"host":"{{host}}","port":{{port}},"fromAddress":"a@example.com"}""")).Field);

    [Theory]
    [InlineData("""{"mode":"none"}""", "tls.mode")]
    [InlineData("""{"mode":"opportunistic"}""", "tls.mode")]
    [InlineData("""{"rejectUnauthorized":false}""", "tls.rejectUnauthorized")]
    public void Clear_text_and_any_certificate_need_the_operators_consent(string tls, string field)
    {
        var settings = $$"""{"host":"smtp.example.com","fromAddress":"a@example.com","tls":{{tls}}}""";

        Assert.Equal(field, Assert.Throws<ProviderConfigException>(() => Read(settings)).Field);
        Assert.Equal(field, Assert.Throws<ProviderConfigException>(() => Read(settings, o => o.ClearTextHosts.Add("other.example.com"), o => o.AnyCertificateHosts.Add("other.example.com"))).Field);
        Assert.NotNull(Read(settings, o => o.ClearTextHosts.Add("SMTP.example.com"), o => o.AnyCertificateHosts.Add("SMTP.example.com")));
    }

    [Theory]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("smtp.BÜCHER.example.", "smtp.xn--bcher-kva.example")]
    [InlineData("smtp.example.com.", "smtp.example.com")]
    public void The_engine_is_given_the_host_in_its_ASCII_form_which_is_the_name_for_SNI_too(string host, string ascii)
    {
        var connection = Read($$"""{"host":"{{host}}","fromAddress":"a@example.com"}""").Connection;

        Assert.Equal((ascii, null), (connection.Host, connection.ServerName));
    }

    [Theory]
    [InlineData("\"secure\":true", SmtpTlsMode.Implicit)]
    [InlineData("\"secure\":false", SmtpTlsMode.StartTls)]
    [InlineData("\"port\":465", SmtpTlsMode.Implicit)]
    [InlineData("\"port\":25", SmtpTlsMode.StartTls)]
    public void Without_consent_tls_is_demanded(string settings, SmtpTlsMode mode)
    {
        var account = Read($$"""{"host":"smtp.example.com","fromAddress":"a@example.com",{{settings}}}""");

        Assert.Equal((mode, false, false), (account.Connection.TlsMode, account.Connection.AllowClearTextCredentials, account.Connection.AcceptAnyCertificate));
    }

    [Fact]
    public void A_host_trusted_without_tls_is_spoken_to_opportunistically()
    {
        Assert.Equal(SmtpTlsMode.StartTlsWhenAvailable, Read("""{"host":"smtp.example.com","fromAddress":"a@example.com"}""", o => o.ClearTextHosts.Add("smtp.example.com")).Connection.TlsMode);
        Assert.Equal(SmtpTlsMode.StartTlsWhenAvailable, Read("""{"host":"localhost","port":1025,"fromAddress":"a@example.com"}""", o => o.AllowLoopback = true).Connection.TlsMode);
        Assert.Equal(SmtpTlsMode.StartTls, Read("""{"host":"localhost","port":1025,"fromAddress":"a@example.com","tls":{"mode":"starttls"}}""", o => o.AllowLoopback = true).Connection.TlsMode);
    }

    [Fact]
    public void A_host_that_the_operator_wrote_down_is_not_spoken_to_in_clear_unless_it_says_so()
    {
        const string Settings = """{"host":"smtp.example.com","user":"jane","pass":"p","fromAddress":"a@example.com"}""";
        var byOperator = new SmtpEnvironment(EgressPolicy.ForOperator(new EgressOptions()), TimeProvider.System);

        Assert.Equal(SmtpTlsMode.StartTls, SmtpAccount.Read(Encoding.UTF8.GetBytes(Settings), byOperator, out _).Connection.TlsMode);
        Assert.Equal(SmtpTlsMode.None, SmtpAccount.Read(Encoding.UTF8.GetBytes(Settings.Replace("\"user\"", "\"tls\":{\"mode\":\"none\"},\"user\"", StringComparison.Ordinal)), byOperator, out _).Connection.TlsMode);
        Assert.Equal(SmtpTlsMode.StartTlsWhenAvailable, SmtpAccount.Read(Encoding.UTF8.GetBytes(Settings.Replace("smtp.example.com", "localhost", StringComparison.Ordinal)), byOperator, out _).Connection.TlsMode);
    }

    [Fact]
    public void Timeouts_never_shorten_the_wait_after_the_dot()
    {
        var timeouts = Read("""{"host":"smtp.example.com","fromAddress":"a@example.com","connectionTimeout":200,"socketTimeout":300}""").Connection.Timeouts;

        Assert.Equal((TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(300)), (timeouts.Connect, timeouts.Greeting, timeouts.Envelope));
        Assert.Equal(SmtpTimeouts.Default, timeouts with { Connect = SmtpTimeouts.Default.Connect, Greeting = SmtpTimeouts.Default.Greeting, Session = SmtpTimeouts.Default.Session, Envelope = SmtpTimeouts.Default.Envelope, Data = SmtpTimeouts.Default.Data, DataBlock = SmtpTimeouts.Default.DataBlock });
    }

    [Fact]
    public void The_pools_bounds_are_those_of_the_settings_and_without_a_pool_a_connection_carries_one_message()
    {
        const string Least = """ "host":"smtp.example.com","fromAddress":"a@example.com" """;

        Assert.Equal(new SmtpPoolOptions { MaxConnections = 2, MaxMessagesPerConnection = 3, MaxInFlight = 4 }, Read("{" + Least + ""","pool":{"maxConnections":2,"maxMessages":3,"maxInFlight":4}}""").Pool);
        Assert.Equal(new SmtpPoolOptions { MaxConnections = 2, MaxMessagesPerConnection = 1 }, Read("{" + Least + ""","pool":false,"maxConnections":2}""").Pool);
    }

    [Theory]
    [InlineData("smtp.office365.com", "", 3, false, null)]
    [InlineData("smtp.office365.com.", "", 3, false, null)]
    [InlineData("SMTP-mail.Outlook.com", "", 3, false, null)]
    [InlineData("smtp.office365.com", ""","maxConnections":9""", 9, false, null)]
    [InlineData("contoso-com.mail.protection.outlook.com", "", 5, false, null)]
    [InlineData("smtp.gmail.com", "", 5, true, 100)]
    [InlineData("email-smtp.eu-central-1.amazonaws.com", "", 5, true, 50)]
    [InlineData("email-smtp-fips.us-gov-west-1.amazonaws.com", "", 5, true, 50)]
    [InlineData("email-smtp.evil.example.amazonaws.com", "", 5, true, null)]
    [InlineData("smtp.office365.com.example.net", "", 5, true, null)]
    [InlineData("mail.example.com", "", 5, true, null)]
    public void What_is_known_of_a_host_holds_where_the_settings_say_nothing(string host, string more, int connections, bool chunking, int? recipients)
    {
        var account = Read($$"""{"host":"{{host}}","fromAddress":"a@example.com"{{more}}}""");

        Assert.Equal((connections, chunking, recipients), (account.Pool.MaxConnections, account.Connection.AllowChunking, account.Traits.MaxRecipients));
    }

    [Theory]
    [InlineData("\"pass\":\"other\"")]
    [InlineData("\"user\":\"other\"")]
    [InlineData("\"port\":465")]
    [InlineData("\"host\":\"other.example.com\"")]
    [InlineData("\"tls\":{\"servername\":\"mx.example.com\"}")]
    [InlineData("\"pool\":false")]
    [InlineData("\"maxConnections\":2")]
    public void Settings_that_must_not_share_a_connection_have_another_fingerprint(string change)
    {
        const string Before = """{"host":"smtp.example.com","user":"jane","pass":"p","fromAddress":"a@example.com"}""";
        var next = System.Text.Json.Nodes.JsonNode.Parse(Before)!.AsObject();
        foreach (var (name, value) in System.Text.Json.Nodes.JsonNode.Parse("{" + change + "}")!.AsObject()) next[name] = value!.DeepClone();

        Assert.NotEqual(Read(Before).Fingerprint(), Read(next.ToJsonString()).Fingerprint());
        Assert.Equal(Read(Before).Fingerprint(), Read(Before.Replace(",", " , ", StringComparison.Ordinal)).Fingerprint());
    }

    private static SmtpAccount Read(string settings, params Action<EgressOptions>[] configure)
    {
        var options = new EgressOptions();
        foreach (var each in configure) each(options);
        return SmtpAccount.Read(Encoding.UTF8.GetBytes(settings), new SmtpEnvironment(new EgressPolicy(options), TimeProvider.System), out _);
    }
}
