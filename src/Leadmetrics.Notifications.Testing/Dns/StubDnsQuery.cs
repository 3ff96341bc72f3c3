namespace Leadmetrics.Notifications.Testing;

/// <summary>A question that a <see cref="StubDnsServer"/> was asked.</summary>
/// <param name="Id">The query's id.</param>
/// <param name="Name">The name as it was written.</param>
/// <param name="Type">The type's name, for example <c>TXT</c>, or its number.</param>
/// <param name="OverTcp">Whether it came by TCP.</param>
/// <param name="PayloadSize">What EDNS0 says; <see langword="null"/>: there was none.</param>
/// <param name="SourcePort">The port that it came from.</param>
public sealed record StubDnsQuery(int Id, string Name, string Type, bool OverTcp, int? PayloadSize, int SourcePort);
