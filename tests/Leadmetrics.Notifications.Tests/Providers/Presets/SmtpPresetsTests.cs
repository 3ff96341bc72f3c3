using Leadmetrics.Notifications.Providers.Presets;

namespace Leadmetrics.Notifications.Tests.Providers.Presets;

public sealed class SmtpPresetsTests
{
    private static readonly string[] Ids =
    [
        "gmail", "google-workspace-relay", "microsoft-365", "outlook-com", "azure-communication-services", "zoho", "yahoo", "icloud", "fastmail", "sendgrid", "mailgun", "amazon-ses", "postmark", "resend",
        "brevo", "mailjet", "sparkpost", "cpanel", "mailtrap", "mailpit",
    ];

    public static TheoryData<string> All => [.. Ids];

    [Fact]
    public void The_list_is_complete_and_in_order() => Assert.Equal(Ids, SmtpPresets.All.Select(preset => preset.Id));

    [Theory]
    [MemberData(nameof(All))]
    public void A_preset_says_all_that_a_form_has_to_show(string id)
    {
        var preset = SmtpPresets.Find(id)!;

        Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", preset.Id);
        Assert.NotEmpty(preset.Name);
        Assert.Matches(@"^[A-Z].*\.$", preset.Note);
        Assert.Matches(@"^[A-Z].*\.$", preset.PasswordHelp.Sentence);
        Assert.All([preset.Documentation, preset.PasswordHelp.Url, .. Sources(preset)], page => Assert.Equal("https", page.Scheme));
        Assert.Equal(preset.UserForm == SmtpPresetUser.Fixed, preset.FixedUser is not null);
        Assert.Equal(preset.Host?.Contains("{region}", StringComparison.Ordinal) ?? false, preset.Regions.Count > 0);
        Assert.Same(preset, SmtpPresets.Find(id.ToUpperInvariant()));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Ports_and_secure_agree_and_none_stands_twice(string id)
    {
        var preset = SmtpPresets.Find(id)!;
        SmtpPresetPort[] ports = [new(preset.Port, preset.Secure), .. preset.OtherPorts];

        Assert.Distinct(ports.Select(port => port.Port));
        Assert.All(ports, port =>
        {
            Assert.Equal(port.Port is 465 or 2465, port.Secure);
            Assert.Equal(port, preset.FindPort(port.Port));
        });
        Assert.Null(preset.FindPort(993));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Each_region_has_a_host_that_leads_back_to_the_preset(string id)
    {
        var preset = SmtpPresets.Find(id)!;
        if (preset.Host is null or "localhost") return;
        string[] hosts = preset.Regions.Count == 0 ? [preset.HostIn(null)!] : [.. preset.Regions.Select(region => preset.HostIn(region.Id.ToUpperInvariant())!)];

        Assert.Distinct(hosts);
        Assert.Distinct(preset.Regions.Select(region => region.Id));
        Assert.All(hosts, host => Assert.Same(preset, SmtpPresets.ForHost(host)));
        Assert.All(preset.Regions, region => Assert.NotEmpty(region.Label));
        if (preset.Regions.Count > 0) Assert.Null(preset.HostIn("nowhere") ?? preset.HostIn(null));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Patterns_name_hosts_and_regions_that_there_are(string id)
    {
        var preset = SmtpPresets.Find(id)!;

        Assert.All(preset.Hosts, host =>
        {
            Assert.Matches(@"^\.?[a-z0-9*-]+(\.[a-z0-9*-]+)+$", host.Pattern);
            if (host.Region is not null) Assert.NotNull(preset.FindRegion(host.Region));
            Assert.True(host.Use != SmtpPresetHostUse.Submission || !host.MayWork);

            // A pattern behind one that takes all its names would never be met.
            var name = host.Pattern.Replace("*", "a", StringComparison.Ordinal);
            Assert.Equal(host, SmtpPresets.FindHost(name[0] == '.' ? "a" + name : name)!.Host);
        });
    }

    [Fact]
    public void A_domain_belongs_to_one_preset_and_is_written_as_it_is_compared()
    {
        var domains = SmtpPresets.All.SelectMany(preset => preset.Domains).ToArray();

        Assert.Distinct(domains);
        Assert.All(domains, domain => Assert.Matches(@"^[a-z0-9-]+(\.[a-z0-9-]+)+$", domain));
    }

    [Fact]
    public void What_the_file_leaves_out_has_its_documented_value()
    {
        var postmark = SmtpPresets.Find("postmark")!;

        Assert.True(postmark.AllowChunking);
        Assert.False(postmark.ReplacesDateAndMessageId || postmark.SplitsByEnvelope);
        Assert.Empty(postmark.Regions);
        Assert.Empty(SmtpPresets.Find("mailpit")!.Hosts);
        Assert.Equal(new SmtpPresetLimits(), postmark.Limits);
        Assert.Equal(SmtpPresetHostUse.Submission, postmark.Hosts[0].Use);
    }

    [Theory]
    [InlineData("gmail", "100 recipients", null, null, "500 recipients", null)]
    [InlineData("google-workspace-relay", "100 recipients", null, null, "10000 recipients", null)]
    [InlineData("microsoft-365", null, "30 messages", null, "10000 recipients", "3 connections")]
    [InlineData("amazon-ses", "50 recipients", null, null, null, null)]
    [InlineData("cpanel", null, null, "100 messages", null, null)]
    [InlineData("icloud", "500 recipients", null, null, "1000 recipients", null)]
    [InlineData("azure-communication-services", "50 recipients", "30 messages", "100 messages", null, null)]
    [InlineData("sendgrid", null, null, null, null, null)]
    public void Limits_are_those_that_the_providers_document(string id, string? recipients, string? minute, string? hour, string? day, string? connections)
    {
        var limits = SmtpPresets.Find(id)!.Limits;

        Assert.Equal((recipients, minute, hour, day, connections), (Say(limits.MaxRecipientsPerMessage), Say(limits.PerMinute), Say(limits.PerHour), Say(limits.PerDay), Say(limits.MaxConnections)));
    }

    [Theory]
    [InlineData("gmail", null, "_spf.google.com")]
    [InlineData("microsoft-365", null, "spf.protection.outlook.com")]
    [InlineData("sendgrid", null, "sendgrid.net")]
    [InlineData("mailgun", "eu", "mailgun.org")]
    [InlineData("amazon-ses", "eu-west-1", "amazonses.com")]
    [InlineData("zoho", "com", "zoho.com")]
    [InlineData("zoho", "eu", "zoho.eu")]
    [InlineData("zoho", "jp", null)]
    [InlineData("fastmail", null, "spf.messagingengine.com")]
    [InlineData("icloud", null, "icloud.com")]
    [InlineData("postmark", null, null)]
    public void The_include_of_SPF_is_the_regions_or_the_presets(string id, string? region, string? include) => Assert.Equal(include, SmtpPresets.Find(id)!.SpfIncludeIn(region));

    [Fact]
    public void Microsofts_passwords_are_never_said_to_be_gone()
    {
        var note = SmtpPresets.Find("microsoft-365")!.Note;

        Assert.Contains("still work today", note, StringComparison.Ordinal);
        Assert.Contains("off by default from the end of December 2026", note, StringComparison.Ordinal);
        Assert.Contains("re-enable", note, StringComparison.Ordinal);
    }

    private static IEnumerable<Uri> Sources(SmtpPreset preset) =>
        new[] { preset.Limits.MaxRecipientsPerMessage, preset.Limits.PerSecond, preset.Limits.PerMinute, preset.Limits.PerHour, preset.Limits.PerDay, preset.Limits.MaxConnections }
            .OfType<SmtpPresetLimit>().Select(limit => limit.Source).Concat(preset.Hosts.Select(host => host.Source).OfType<Uri>());

    private static string? Say(SmtpPresetLimit? limit) => limit is null ? null : FormattableString.Invariant($"{limit.Most} {limit.Counts.ToString().ToLowerInvariant()}");
}
