using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Providers.Presets;

namespace Leadmetrics.Notifications.Tests.Providers.Smtp.SetUp;

public sealed class SetUpCheckTests
{
    private const string AppPassword = "abcd efgh ijkl mnop";

    private static readonly string IamSecret = new('k', 40);

    public static TheoryData<string> Presets => [.. SmtpPresets.All.Select(preset => preset.Id)];

    [Theory]
    [InlineData("imap.gmail.com", "host-is-inbox", "smtp.gmail.com 587 false")]
    [InlineData("pop.gmail.com", "host-is-inbox", "smtp.gmail.com 587 false")]
    [InlineData("imap.mail.yahoo.com", "host-is-inbox", "smtp.mail.yahoo.com 465 true")]
    [InlineData("imap.mail.me.com", "host-is-inbox", "smtp.mail.me.com 587 false")]
    [InlineData("imappro.zoho.in", "host-is-inbox", "smtp.zoho.in 587 false")]
    [InlineData("gmail.com", "host-is-web", "smtp.gmail.com 587 false")]
    [InlineData("Mail.Google.com.", "host-is-web", "smtp.gmail.com 587 false")]
    [InlineData("mail.yahoo.com", "host-is-web", "smtp.mail.yahoo.com 465 true")]
    [InlineData("outlook.com", "host-is-web", "smtp-mail.outlook.com 587 false")]
    [InlineData("api.eu.mailgun.net", "host-is-web", "smtp.eu.mailgun.org 587 false")]
    [InlineData("email.eu-west-1.amazonaws.com", "host-is-web", "email-smtp.eu-west-1.amazonaws.com 587 false")]
    [InlineData("email.xx-new-9.amazonaws.com", "host-is-web", "")]
    public void A_host_of_a_provider_that_takes_no_mail_of_customers_is_refused(string host, string remedy, string meant)
    {
        var refused = Checked.Refusal(Checked.Settings(host));

        Assert.Equal(("host", remedy, meant), (refused.Field, refused.Remedy!.Code, Checked.Say(refused.Suggestion)));
    }

    [Theory]
    [InlineData("aspmx.l.google.com", "host host-is-mx smtp.gmail.com 587 false")]
    [InlineData("smtp.google.com", "host host-is-mx smtp.gmail.com 587 false")]
    [InlineData("contoso-com.mail.protection.outlook.com", "host host-is-mx smtp.office365.com 587 false")]
    [InlineData("mx2.zoho.eu", "host host-is-mx smtp.zoho.eu 587 false")]
    [InlineData("in1-smtp.messagingengine.com", "host host-is-mx smtp.fastmail.com 465 true")]
    [InlineData("inbound-smtp.us-east-1.amazonaws.com", "host host-is-mx email-smtp.us-east-1.amazonaws.com 587 false")]
    [InlineData("outlook.office365.com", "host host-is-inbox smtp.office365.com 587 false")]
    [InlineData("imap.example.com", "host host-is-inbox smtp.example.com")]
    [InlineData("pop3.example.co.uk", "host host-is-inbox smtp.example.co.uk")]
    [InlineData("mail.example.com")]
    [InlineData("imap-gateway.example.com")]
    public void A_host_that_may_take_mail_and_looks_wrong_is_stored_with_a_warning(string host, params string[] warnings) => Assert.Equal(warnings, Checked.Say(Checked.Warnings(Checked.Settings(host))));

    [Theory]
    [InlineData("smtp.example.com", 993, "port-is-inbox", "587 false")]
    [InlineData("smtp.example.com", 995, "port-is-inbox", "587 false")]
    [InlineData("smtp.example.com", 143, "port-is-inbox", "587 false")]
    [InlineData("smtp.example.com", 110, "port-is-inbox", "587 false")]
    [InlineData("smtp.mail.yahoo.com", 993, "port-is-inbox", "465 true")]
    [InlineData("smtp.example.com", 80, "port-is-web", "587 false")]
    [InlineData("smtp.example.com", 443, "port-is-web", "587 false")]
    public void A_port_of_another_protocol_is_refused_for_what_it_is_before_the_policy_speaks(string host, int port, string remedy, string meant)
    {
        var refused = Checked.Refusal(Checked.Settings(host, port));

        Assert.Equal(("port", remedy, meant), (refused.Field, refused.Remedy!.Code, Checked.Say(refused.Suggestion)));
        Assert.DoesNotContain("may not be called", refused.Reason, StringComparison.Ordinal);
        Assert.Equal([$"port {remedy} {meant}"], Checked.Say(Checked.Warnings(Checked.Settings(host, port), options => options.AllowedPorts.Add(port))));
    }

    [Theory]
    [InlineData("smtp.gmail.com", 25, false, "port port-is-for-relay 587 false")]
    [InlineData("smtp.sendgrid.net", 25, false, "port port-is-for-relay 587 false")]
    [InlineData("smtp-relay.gmail.com", 25, false)]
    [InlineData("smtp.gmail.com", 2525, false, "port port-not-offered 587 false")]
    [InlineData("smtp.office365.com", 465, true, "port port-not-offered 587 false")]
    [InlineData("smtp.example.com", 587, true, "secure port-speaks-starttls false")]
    [InlineData("smtp.example.com", 465, false, "secure port-expects-implicit-tls true")]
    [InlineData("smtp.gmail.com", 587, true, "secure port-speaks-starttls false")]
    [InlineData("smtp.gmail.com", 465, false, "secure port-expects-implicit-tls true")]
    [InlineData("smtp.resend.com", 2465, null, "secure port-expects-implicit-tls true")]
    [InlineData("smtp.resend.com", 2587, true, "secure port-speaks-starttls false")]
    [InlineData("smtp.sendgrid.net", 2525, true, "secure port-speaks-starttls false")]
    [InlineData("smtp.example.com", 2587, false, "port port-unusual 587 false")]
    [InlineData("smtp.example.com", 2525, true)]
    [InlineData("smtp.example.com", 25, false)]
    [InlineData("smtp.gmail.com", 465, null)]
    [InlineData("smtp.resend.com", 2587, null)]
    [InlineData("in-v3.mailjet.com", 80, null)]
    public void Port_and_secure_are_held_against_what_the_provider_documents(string host, int port, bool? secure, params string[] warnings) =>
        Assert.Equal(warnings, Checked.Say(Checked.Warnings(Checked.Settings(host, port, secure), options => options.AllowedPorts.Add(port))));

    [Fact]
    public void Where_the_tls_mode_is_given_nothing_is_said_of_secure()
    {
        var settings = Checked.Settings("smtp.sendgrid.net", 2525, secure: true);
        settings["tls"] = new System.Text.Json.Nodes.JsonObject { ["mode"] = "starttls" };

        Assert.Empty(Checked.Warnings(settings));
    }

    [Fact]
    public void A_port_that_the_policy_refuses_and_that_is_nobody_elses_is_refused_by_the_policy() =>
        Assert.StartsWith("may not be called from here", Checked.Refusal(Checked.Settings("smtp.gmail.com", 6379)).Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData("smtp.gmail.com", "jane", AppPassword, "jane@gmail.com", "user user-wants-full-address jane@gmail.com")]
    [InlineData("smtp.office365.com", "jane", "p", "app@example.com", "user user-wants-full-address")]
    [InlineData("smtp.mail.yahoo.com", "jane", "p", "Jane@yahoo.com", "user user-wants-full-address jane@yahoo.com")]
    [InlineData("smtp.mail.me.com", "jane", "p", "jane@icloud.com", "user user-wants-full-address jane@icloud.com")]
    [InlineData("smtp.fastmail.com", "jane", "p", "app@example.com", "user user-wants-full-address")]
    [InlineData("smtppro.zoho.eu", "jane", "p", "app@example.com", "user user-wants-full-address")]
    [InlineData("smtp.example.com", "jane", "p", "app@example.com")]
    [InlineData("smtp.sendgrid.net", "jane@example.com", "p", "app@example.com", "user user-is-fixed apikey")]
    [InlineData("smtp.sendgrid.net", "ApiKey", "p", "app@example.com", "user user-is-fixed apikey")]
    [InlineData("smtp.sendgrid.net", "apikey", "p", "app@example.com")]
    [InlineData("smtp.resend.com", "jane@example.com", "p", "app@example.com", "user user-is-fixed resend")]
    [InlineData("smtp.sparkpostmail.com", "SMTP_Injection:X-MSYS-SUBACCOUNT=123", "p", "app@example.com")]
    [InlineData("smtp.gmail.com", "jane@gmail.com", "hunter2planted", "jane@gmail.com", "pass password-is-no-app-password")]
    [InlineData("smtp.gmail.com", "jane@gmail.com", "abcdefghijklmno1", "jane@gmail.com", "pass password-is-no-app-password")]
    [InlineData("smtp.gmail.com", "jane@gmail.com", "abcd\u00a0efghijklmnop", "jane@gmail.com", "pass password-is-no-app-password")]
    [InlineData("smtp.gmail.com", "jane@gmail.com", "abcdefghijklmnop", "jane@gmail.com")]
    [InlineData("smtp.gmail.com", "jane@example.com", AppPassword, "jane@example.com")]
    [InlineData("smtp.gmail.com", "jane@gmail.com", AppPassword + " ", "jane@gmail.com", "pass password-has-spaces")]
    [InlineData("smtp.example.com", "jane", "\thunter2planted", "app@example.com", "pass password-has-spaces")]
    [InlineData("smtp.example.com", "jane", "hunter2 planted", "app@example.com")]
    [InlineData("smtp-mail.outlook.com", "jane@outlook.com", "p", "jane@outlook.com", "pass password-not-taken")]
    [InlineData("smtp.office365.com", "jane@hotmail.com", "p", "jane@hotmail.com", "pass password-not-taken")]
    [InlineData("smtp.office365.com", "jane@example.com", "p", "jane@example.com")]
    [InlineData("smtp.gmail.com", "jane@gmail.com", AppPassword, "jane@outlook.com", "fromAddress sender-of-another-provider")]
    [InlineData("smtp.sendgrid.net", "apikey", "p", "jane@gmail.com", "fromAddress sender-of-another-provider")]
    [InlineData("mail.example.com", "jane", "p", "jane@yahoo.co.uk", "fromAddress sender-of-another-provider")]
    [InlineData("smtp-relay.gmail.com", "jane@gmail.com", "p", "jane@gmail.com")]
    public void User_password_and_sender_are_held_against_what_the_provider_takes(string host, string user, string pass, string from, params string[] warnings)
    {
        var found = Checked.Warnings(Checked.Settings(host, SmtpPresets.ForHost(host)?.Port, user: user, pass: pass, from: from));

        Assert.Equal(warnings, Checked.Say(found));
        Assert.DoesNotContain("planted", string.Join(' ', found), StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_key_of_IAM_is_told_from_an_SMTP_password_by_its_length()
    {
        Assert.Equal(["pass password-is-iam-secret"], Ses(IamSecret));
        Assert.Empty(Ses(IamSecret + "kkkk"));
        Assert.Empty(Ses(IamSecret[1..] + "!"));

        static string[] Ses(string pass) => Checked.Say(Checked.Warnings(Checked.Settings("email-smtp.eu-west-1.amazonaws.com", user: "AKIAEXAMPLE", pass: pass)));
    }

    [Fact]
    public void With_a_token_in_the_passwords_place_nothing_is_said_of_passwords()
    {
        var settings = Checked.Settings("smtp-mail.outlook.com", user: "jane@outlook.com", from: "jane@outlook.com");
        settings["auth"] = new System.Text.Json.Nodes.JsonObject { ["type"] = "oauth2", ["accessToken"] = "t" };

        Assert.Empty(Checked.Warnings(settings));
    }

    [Fact]
    public void A_server_of_the_operators_own_may_listen_where_it_likes_and_send_for_whom_it_likes()
    {
        Assert.Empty(Checked.Warnings(Checked.Settings("localhost", 40_025, from: "jane@gmail.com"), options => options.AllowLoopback = true));
        Assert.Empty(Checked.Warnings(Checked.Settings("10.1.2.3", 2626), options =>
        {
            options.AllowedNetworks.Add("10.0.0.0/8");
            options.AllowedPorts.Add(2626);
        }));
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void A_presets_own_settings_are_stored_without_a_warning(string id)
    {
        var preset = SmtpPresets.Find(id)!;
        var (user, from) = UserOf(preset);
        var pass = preset.Id == "gmail" ? AppPassword : preset.Auth == SmtpPresetAuth.None ? null : "p";
        string[] hosts = preset.Regions.Count > 0 ? [.. preset.Regions.Select(region => preset.HostIn(region.Id)!)] : [preset.Host ?? "mail.example.com"];
        foreach (var host in hosts)
        {
            SmtpPresetPort[] ports = [new(preset.Port, preset.Secure), .. preset.OtherPorts.Where(port => port.Port != 25)];
            foreach (var port in ports)
            {
                var settings = Checked.Settings(host, port.Port, port.Secure, user, preset.Auth == SmtpPresetAuth.OAuthOnly ? null : pass, from);
                if (preset.Auth == SmtpPresetAuth.OAuthOnly) settings["auth"] = new System.Text.Json.Nodes.JsonObject { ["type"] = "oauth2", ["accessToken"] = "t" };
                Assert.Empty(Checked.Say(Checked.Warnings(settings, Allow)));

                void Allow(EgressOptions options)
                {
                    options.AllowLoopback = true;
                    options.AllowedPorts.Add(port.Port);
                }
            }
        }
    }

    private static (string? User, string From) UserOf(SmtpPreset preset) => preset.UserForm switch
    {
        SmtpPresetUser.FullAddress when preset.Domains.Count > 0 => ($"jane@{preset.Domains[0]}", $"jane@{preset.Domains[0]}"),
        SmtpPresetUser.FullAddress => (Checked.Sender, Checked.Sender),
        SmtpPresetUser.Fixed => (preset.FixedUser, Checked.Sender),
        SmtpPresetUser.None => (null, Checked.Sender),
        _ => ("login", Checked.Sender),
    };
}
