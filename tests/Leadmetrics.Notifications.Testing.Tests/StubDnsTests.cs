using System.Globalization;

namespace Leadmetrics.Notifications.Testing.Tests;

/// <summary>The stub's answers, read by a few lines of Python that know RFC 1035 on their own.</summary>
public sealed class StubDnsTests
{
    private const string Script = """
        import socket, struct, sys
        port, edns, questions = int(sys.argv[1]), sys.argv[2] == "edns", [q.split(" ") for q in sys.argv[3:]]
        TYPES = {"A": 1, "CNAME": 5, "MX": 15, "TXT": 16, "AAAA": 28}
        def pack(name): return b"".join(bytes([len(l)]) + l.encode() for l in name.split(".")) + b"\0"
        def name(m, at):
            labels, end = [], None
            while m[at]:
                if m[at] >= 192:
                    end = end or at + 2
                    at = struct.unpack(">H", m[at:at + 2])[0] & 0x3FFF
                else:
                    labels.append(m[at + 1:at + 1 + m[at]].decode())
                    at += m[at] + 1
            return ".".join(labels), end or at + 1
        def data(m, kind, at, n):
            if kind in (1, 28): return socket.inet_ntop(socket.AF_INET if n == 4 else socket.AF_INET6, m[at:at + n])
            if kind == 5: return name(m, at)[0]
            if kind == 15: return "%d %s" % (struct.unpack(">H", m[at:at + 2])[0], name(m, at + 2)[0] or ".")
            strings, end = [], at + n
            while at < end:
                strings.append(m[at + 1:at + 1 + m[at]].decode("latin-1"))
                at += m[at] + 1
            return "+".join(s if len(s) < 20 else str(len(s)) for s in strings)
        def whole(s):
            got = b""
            while len(got) < 2 or len(got) < 2 + struct.unpack(">H", got[:2])[0]: got += s.recv(4096)
            return got[2:]
        for qname, qtype in questions:
            query = struct.pack(">6H", 4711, 0x0100, 1, 0, 0, int(edns)) + pack(qname) + struct.pack(">2H", TYPES[qtype], 1)
            if edns: query += b"\0" + struct.pack(">2HIH", 41, 1232, 0, 0)
            udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            udp.settimeout(20)
            udp.sendto(query, ("127.0.0.1", port))
            m, way = udp.recv(65535), "udp"
            if m[2] & 2:
                tcp = socket.create_connection(("127.0.0.1", port), 20)
                tcp.sendall(struct.pack(">H", len(query)) + query)
                m, way = whole(tcp), "tcp"
            ident, flags, q, an, ns, ar = struct.unpack(">6H", m[:12])
            assert ident == 4711 and flags & 0x8000 and not flags & 0x0200 and (q, ns, ar) == (1, 0, int(edns)), m
            at = name(m, 12)[1] + 4
            assert name(m, 12)[0] == qname
            found = []
            for _ in range(an):
                owner, at = name(m, at)
                kind, cls, ttl, n = struct.unpack(">2HIH", m[at:at + 10])
                assert cls == 1
                found.append("%s %d %s" % (owner, kind, data(m, kind, at + 10, n)))
                at += 10 + n
            if edns:
                assert m[at] == 0 and struct.unpack(">H", m[at + 1:at + 3])[0] == 41
                at += 11
            assert at == len(m)
            print(way, flags & 15, "; ".join(found))
        """;

    private static readonly string[] Questions =
        ["a.example TXT", "a.example MX", "a.example A", "a.example AAAA", "b.example TXT", "b.example CNAME", "big.example TXT", "gone.example TXT", "example TXT", "null.example MX", "A.Example TXT"];

    [Theory]
    [InlineData("edns", "udp")]
    [InlineData("plain", "tcp")]
    public async Task Another_reader_finds_what_the_zone_holds(string edns, string wayOfLongOnes)
    {
        await using var server = StubDnsServer.Start();
        server.Zone
            .Txt("a.example", "one", "two", "").Mx("a.example", 10, "mx.a.example").Address("a.example", "192.0.2.1").Address("a.example", "2001:db8::1")
            .Cname("b.example", "a.example").Txt("big.example", new string('x', 600)).Mx("null.example", 0, "");

        var output = await Python.RunAsync(Script, [server.Port.ToString(CultureInfo.InvariantCulture), edns, .. Questions]);

        Assert.Equal(
            [
                "udp 0 a.example 16 one+two+",
                "udp 0 a.example 15 10 mx.a.example",
                "udp 0 a.example 1 192.0.2.1",
                "udp 0 a.example 28 2001:db8::1",
                "udp 0 b.example 5 a.example; a.example 16 one+two+",
                "udp 0 b.example 5 a.example",
                $"{wayOfLongOnes} 0 big.example 16 255+255+90",
                "udp 3 ",
                "udp 0 ",
                "udp 0 null.example 15 0 .",
                "udp 0 A.Example 16 one+two+",
            ],
            output.Split('\n').Select(line => line.Length > 5 ? line : line.TrimEnd() + " "));
        Assert.Equal(Questions.Length + (edns == "plain" ? 1 : 0), server.Queries.Count);
    }

    [Theory]
    [InlineData(StubDnsFault.ServFail, "udp 2")]
    [InlineData(StubDnsFault.Refused, "udp 5")]
    [InlineData(StubDnsFault.Truncate, "tcp 0 a.example 16 text")]
    public async Task Another_reader_sees_the_fault(StubDnsFault fault, string seen)
    {
        await using var server = StubDnsServer.Start();
        server.Zone.Txt("a.example", "text");
        server.Fault("a.example", fault);
        Assert.Equal(seen, (await Python.RunAsync(Script, server.Port.ToString(CultureInfo.InvariantCulture), "edns", "a.example TXT")).TrimEnd());
    }
}
