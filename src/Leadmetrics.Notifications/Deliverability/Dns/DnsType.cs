namespace Leadmetrics.Notifications.Deliverability.Dns;

/// <summary>The types of records that are asked for or read (RFC 1035, 3596, 6891).</summary>
internal enum DnsType : ushort
{
    A = 1,
    Cname = 5,
    Mx = 15,
    Txt = 16,
    Aaaa = 28,
    Opt = 41,
}
