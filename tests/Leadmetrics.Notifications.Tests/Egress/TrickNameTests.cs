using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Tests.Egress;

/// <summary>Hosts by which tenants try to reach what is not theirs: refused where they are typed, and where a row has them all the same.</summary>
public sealed class TrickNameTests
{
    private static readonly string[] Tricks =
    [
        // Loopback and private addresses in the forms that resolvers and URL parsers read.
        "127.0.0.1", "127.1", "127.0.1", "0", "0x7f.1", "0x7f000001", "0X7F.0.0.1", "2130706433", "017700000001", "0177.0.0.1", "0177.0x0.0.01", "127.0.0.1.", "127.0.0.01", "10.0.0.1", "3232235521", "0x0a000001",
        "１２７.０.０.１", "①②⑦.⓪.⓪.①", "127。0。0。1", "127．0．0．1", "127｡0｡0｡1", "１２７。１", "٣.٣.٣.٣", "127.0.0.1:25", "[127.0.0.1]",
        "[::1]", "::1", "::1%lo", "[::1%25lo]", "::", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1", "::ffff:7f00:1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::1", "::ffff:0:127.0.0.1", "fe80::5efe:10.0.0.1", "2001:470::5efe:10.0.0.1",

        // Clouds.
        "metadata.google.internal", "METADATA.Google.Internal.", "metadata。google。internal", "metadata", "instance-data", "instance-data.ec2.internal", "169.254.169.254", "169.254.169.254.", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376",
        "169.254.170.2", "fd00:ec2::254", "[fd00:ec2::254]", "100.100.100.200", "168.63.129.16", "192.0.0.192", "kubernetes.default.svc.cluster.local",

        // Names of this machine and its network.
        "localhost", "LOCALHOST", "LocalHost.", "localhost..", "ｌｏｃａｌｈｏｓｔ", "localhost。", "localhost.localdomain", "localhost6", "localhost6.localdomain6", "localhost4.localdomain4", "ip6-localhost", "ip6-loopback", "a.b.localhost",
        "printer.local", "db.corp", "db.lan", "db.home", "db.intranet", "db.private", "router.home.arpa", "redis", "db7", "host.docker.internal", "abc.onion", "a.alt",

        // What nobody sees, or what ends a name early for somebody else.
        "127.0.0.1\0.example.com", "example.com\0.internal", "local\u200bhost", "mail\u200b.example.com", "mail\u200c.example.com", "mail\u200d.example.com", "mail\u2060.example.com", "\ufeffmail.example.com", "mail\u00ad.example.com", "mail.example.com\u202e",
        "127%2e0%2e0%2e1", "%6cocalhost", "mail.example.com%00", "mail.example.com:25", "localhost:25", "user@localhost", "user@mail.example.com", "mail.example.com@127.0.0.1", "mail.example.com/@127.0.0.1", "mail.example.com#127.0.0.1",
        "mail.example.com?127.0.0.1", "mail.example.com\\@127.0.0.1", "http://127.0.0.1", "smtp://localhost", "//localhost", "mail.example.com\r\nlocalhost", "mail.example.com localhost", "mail.example.com,localhost", "mail.example.com;localhost",
        " localhost", "localhost ", "\tlocalhost", "", " ", ".", "..", "-", "*", "*.example.com", "mail..example.com", "example.0x7f", "example.127",
    ];

    public static TheoryData<string> Names => [.. Tricks];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_trick_is_refused_where_it_is_typed_with_a_reason(string host)
    {
        await using var tenants = new TenantHost();

        var refused = await Assert.ThrowsAsync<ProviderConfigException>(() => tenants.AddAsync(TenantHost.Config(host)));

        Assert.Equal("host", refused.Field);
        Assert.True(refused.Reason.Length > 5, refused.Reason);
        Assert.Empty(tenants.Rows.All);
        Assert.Empty(tenants.Resolving.Asked);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_trick_that_a_row_has_all_the_same_is_neither_resolved_nor_dialled(string host)
    {
        await using var tenants = new TenantHost();
        var row = await tenants.PlaceAsync(TenantHost.Config(host));

        Assert.Equal((FailureKind.Configuration, SendOutcome.Rejected), (await tenants.SendAsync()) is { } failure ? (failure.Kind, failure.Outcome) : default);
        Assert.False((await tenants.Providers.TestAsync(TenantHost.Acme, row, Cancel)).Verified);
        Assert.Empty(tenants.Resolving.Asked);
        Assert.Empty(tenants.Dialled.Endpoints);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_trick_is_not_dialled_by_the_dialler_itself(string host)
    {
        // The last line, for whoever comes to it without an account; most are no host at all.
        if (!HostName.TryParse(host, out var name, out _)) return;
        var (resolving, dialled) = (new Resolving(["8.8.8.8"]), new Dialled());
        var policy = new EgressPolicy(new EgressOptions(), resolving.ResolveAsync);

        var denied = await Assert.ThrowsAsync<EgressDeniedException>(async () => await new Dialer(policy, dialled.DialAsync).DialAsync(name, 587, Cancel));

        Assert.NotEmpty(denied.Reason);
        Assert.Empty(resolving.Asked);
        Assert.Empty(dialled.Endpoints);
    }

    [Theory]
    [InlineData("127.0.0.1.nip.io", "127.0.0.1")]
    [InlineData("10-0-0-1.sslip.io", "10.0.0.1")]
    [InlineData("localtest.me", "::1")]
    [InlineData("0x7f000001.example.com", "127.0.0.1")]
    [InlineData("169-254-169-254.example.com", "169.254.169.254")]
    [InlineData("metadata.google.internal.example.com", "169.254.169.254")]
    [InlineData("db.example.com.", "fd00:ec2::254")]
    [InlineData("xn--bcher-kva.example", "::ffff:10.0.0.1")]
    public async Task A_name_that_looks_public_and_leads_inside_is_stored_and_never_dialled(string host, string address)
    {
        await using var tenants = new TenantHost(answers: [[address]]);
        var added = await tenants.AddAsync(TenantHost.Config(host));
        await tenants.PlaceAsync(TenantHost.Config(host));

        var tested = await tenants.Providers.TestAsync(TenantHost.Acme, added.Id, Cancel);
        var failure = await tenants.SendAsync();

        Assert.Equal(("blocked", FailureKind.Blocked), (tested.Report.Summary, failure!.Kind));
        Assert.Equal(("The host may not be called from here.", "The host may not be called from here."), (tested.Report.Failure!.Message, failure.Message));
        Assert.Empty(tenants.Dialled.Endpoints);
        Assert.Contains(tenants.Log.Of(1050), line => line.Contains($"resolves to {address}, ", StringComparison.Ordinal));
    }
}
