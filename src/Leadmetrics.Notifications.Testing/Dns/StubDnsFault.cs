namespace Leadmetrics.Notifications.Testing;

/// <summary>What a <see cref="StubDnsServer"/> does in the place of an answer, or to it.</summary>
public enum StubDnsFault
{
    /// <summary>Nothing: the answer is whole and right.</summary>
    None,

    /// <summary>Every answer by UDP is cut (TC); TCP has it whole.</summary>
    Truncate,

    /// <summary>Nothing is answered, by UDP or TCP.</summary>
    Drop,

    /// <summary>A packet with another id, and one that answers another question, come before the answer.</summary>
    ForgedFirst,

    /// <summary>SERVFAIL.</summary>
    ServFail,

    /// <summary>REFUSED.</summary>
    Refused,

    /// <summary>The query's id, and then octets that are no message.</summary>
    Garbage,

    /// <summary>Every answer by UDP is cut, and TCP gives one octet a second.</summary>
    SlowTcp,

    /// <summary>FORMERR with nothing but a header to a query with EDNS0; others are answered.</summary>
    FormErrOnEdns,

    /// <summary>NOTIMP to a query with EDNS0; others are answered.</summary>
    NotImpOnEdns,

    /// <summary>Every answer by UDP is cut, and a connection by TCP is closed after half of the answer.</summary>
    HalfTcp,
}
