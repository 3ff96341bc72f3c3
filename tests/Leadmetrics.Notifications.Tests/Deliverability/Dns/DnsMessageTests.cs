using FsCheck;
using FsCheck.Fluent;
using Leadmetrics.Notifications.Deliverability.Dns;

namespace Leadmetrics.Notifications.Tests.Deliverability.Dns;

public sealed class DnsMessageTests
{
    // Written by hand from RFC 1035 section 4.1: header, question; answers that point to 12 (example.com) and into it.
    private const string Header = "1234 8180 0001";
    private const string Question = "07 6578616d706c65 03 636f6d 00 0010 0001";

    [Fact]
    public void Query_is_these_octets()
    {
        Assert.Equal("123401000001000000000000" + Hex("03 5f6162 02 6331 00 0010 0001"), Written("_ab.c1", edns: false));
        Assert.Equal("123401000001000000000001" + Hex("03 5f6162 02 6331 00 0010 0001") + Hex("00 0029 04d0 0000 0000 0000"), Written("_ab.c1", edns: true));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("a b")]
    [InlineData("ü.example")]
    [InlineData("\\999.example")]
    [InlineData("\\04")]
    public void What_is_no_name_makes_no_query(string name) => Assert.False(DnsName.IsValid(name));

    [Fact]
    public void Names_end_at_63_octets_a_label_and_255_in_all()
    {
        Assert.True(DnsName.IsValid(new string('a', 63) + ".example"));
        Assert.False(DnsName.IsValid(new string('a', 64) + ".example"));
        var longest = string.Join('.', new string('a', 63), new string('b', 63), new string('c', 63), new string('d', 61));
        Assert.True(DnsName.IsValid(longest));
        Assert.False(DnsName.IsValid(longest + "d"));
    }

    [Fact]
    public void Strings_of_one_record_are_joined_without_a_space()
    {
        var message = Read($"{Header} 0001 0000 0000 {Question} c00c 0010 0001 0000003c 0008 02 6162 00 03 636465");
        Assert.Equal(new DnsRecord("example.com", DnsType.Txt, "abcde"), Assert.Single(message!.Answers));
        Assert.Equal(("example.com", DnsType.Txt), message.Question);
        Assert.Equal((0x1234, true, false, DnsCode.NoError), (message.Id, message.IsResponse, message.IsTruncated, message.Code));
    }

    [Fact]
    public void Aliases_hosts_and_addresses_are_read_with_their_pointers()
    {
        var message = Read($"{Header} 0004 0000 0000 {Question} c00c 0005 0001 00000000 0006 03 777777 c00c c00c 000f 0001 00000000 0004 000a c014 c00c 0001 0001 00000000 0004 c0000201 c00c 001c 0001 00000000 0010 20010db8000000000000000000000001");
        Assert.Equal(
            [
                new DnsRecord("example.com", DnsType.Cname, "www.example.com"),
                new DnsRecord("example.com", DnsType.Mx, "com", 10),
                new DnsRecord("example.com", DnsType.A, "192.0.2.1"),
                new DnsRecord("example.com", DnsType.Aaaa, "2001:db8::1"),
            ],
            message!.Answers);
    }

    [Fact]
    public void Extended_codes_are_put_together_from_header_and_options()
    {
        Assert.Equal(DnsCode.BadVers, Read($"{Header} 0000 0000 0001 {Question} 00 0029 04d0 01000000 0000")!.Code);
    }

    [Fact]
    public void Octets_that_would_make_another_name_are_told_apart()
    {
        var message = Read($"{Header} 0001 0000 0000 {Question} 05 612e625c43 00 0001 0001 00000000 0004 c0000201")!;
        Assert.Equal(@"a\046b\092c", message.Answers[0].Name);
        Assert.Equal("05612e625c6300", WrittenName(message.Answers[0].Name));
    }

    [Theory]
    [InlineData("c00c", "a pointer to itself")]
    [InlineData("c01d", "a pointer forwards")]
    [InlineData("c0", "half a pointer")]
    [InlineData("ffff", "a pointer out of the message")]
    [InlineData("41 61 00", "a reserved label type")]
    [InlineData("05 6162", "a label that is cut")]
    [InlineData("01 61", "a name without an end")]
    public void Name_that_is_none_makes_a_message_that_is_none(string name, string why)
    {
        // The question's name, at 12.
        Assert.True(Read($"{Header} 0000 0000 0000 {name}") is null, why);
    }

    [Fact]
    public void Pointers_that_lead_backwards_end_after_so_many_jumps()
    {
        Assert.NotNull(Chained(16));
        Assert.Null(Chained(17));
    }

    [Fact]
    public void Name_of_more_than_255_octets_by_pointers_is_none()
    {
        // Three labels of 63 octets and one of the rest, and then a pointer to the question's name: 253 + 2 octets, 253 + 3.
        var labels = string.Concat(Enumerable.Repeat(Label(63), 3)) + Label(59);
        Assert.NotNull(Read($"{Header} 0001 0000 0000 {Label(1)} 00 0010 0001 {labels} c00c 0001 0001 00000000 0004 c0000201"));
        Assert.Null(Read($"{Header} 0001 0000 0000 {Label(2)} 00 0010 0001 {labels} c00c 0001 0001 00000000 0004 c0000201"));
    }

    [Theory]
    [InlineData("0001 0001 00000000 0003 c00002", "three octets of an address")]
    [InlineData("001c 0001 00000000 0004 c0000201", "four octets of an IPv6 address")]
    [InlineData("0010 0001 00000000 0003 05 6162", "a string that is longer than its record")]
    [InlineData("0010 0001 00000000 0000", "a TXT record without a string")]
    [InlineData("0005 0001 00000000 0003 c00c 00", "octets behind a name")]
    [InlineData("000f 0001 00000000 0002 000a", "an MX record without a host")]
    [InlineData("0010 0001 00000000 ffff 00", "a length beyond the message")]
    [InlineData("0010 0001 0000", "half a record")]
    public void Record_that_is_none_makes_a_message_that_is_none(string record, string why) =>
        Assert.True(Read($"{Header} 0001 0000 0000 {Question} c00c {record}") is null, why);

    [Fact]
    public void Message_that_was_cut_is_read_as_far_as_it_goes()
    {
        var message = Read($"1234 8380 0001 0002 0000 0000 {Question} c00c 0001 0001 00000000 0004 c0000201 c00c 0001");
        Assert.True(message!.IsTruncated);
        Assert.Single(message.Answers);
    }

    [Fact]
    public void Any_octets_are_a_message_or_none()
    {
        var octets = Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf().Resize(300);
        Prop.ForAll(octets.ToArbitrary(), packet =>
        {
            DnsMessageReader.TryRead(packet, out _);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));
    }

    [Fact]
    public void Any_change_to_a_message_makes_a_message_or_none()
    {
        var sound = Convert.FromHexString(Hex($"{Header} 0004 0001 0001 {Question} c00c 0005 0001 00000000 0006 03 777777 c00c c00c 000f 0001 00000000 0004 000a c014 c00c 0001 0001 00000000 0004 c0000201 c00c 0010 0001 00000000 0004 03 616263 c00c 0006 0001 00000000 0002 0000 00 0029 04d0 00000000 0000"));
        Assert.True(DnsMessageReader.TryRead(sound, out _));
        var random = new Random(20261122);
        for (var i = 0; i < 200_000; i++)
        {
            var packet = sound[..random.Next(sound.Length + 1)];
            for (var changes = random.Next(4); changes > 0 && packet.Length > 0; changes--) packet[random.Next(packet.Length)] = (byte)(random.Next(3) == 0 ? 0xC0 | random.Next(64) : random.Next(256));
            DnsMessageReader.TryRead(packet, out _);
        }
    }

    // A record of an unknown type holds so many names, each a pointer to the one before; the first is the root. The next record's owner points to the last.
    private static DnsMessage? Chained(int jumps)
    {
        const int First = 12 + 13 + 4 + 12;
        var names = new List<string> { "00" };
        for (var i = 1; i < jumps; i++) names.Add($"{0xC000 | (i == 1 ? First : First + 1 + ((i - 2) * 2)):x4}");
        var last = jumps == 1 ? First : First + 1 + ((jumps - 2) * 2);
        return Read($"{Header} 0002 0000 0000 {Question} c00c 0063 0001 00000000 {1 + ((jumps - 1) * 2):x4} {string.Concat(names)} {0xC000 | last:x4} 0001 0001 00000000 0004 c0000201");
    }

    private static string Label(int length) => $"{length:x2}{string.Concat(Enumerable.Repeat("61", length))}";

    private static DnsMessage? Read(string hex) => DnsMessageReader.TryRead(Convert.FromHexString(Hex(hex)), out var message) ? message : null;

    private static string Hex(string spaced) => spaced.Replace(" ", "", StringComparison.Ordinal);

    private static string Written(string name, bool edns) => Convert.ToHexStringLower(DnsQuery.Write(0x1234, name, DnsType.Txt, edns)!);

    private static string WrittenName(string name)
    {
        var octets = new byte[DnsName.MaxOctets];
        Assert.True(DnsName.TryWrite(name, octets, out var length));
        return Convert.ToHexStringLower(octets[..length]);
    }
}
