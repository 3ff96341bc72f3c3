using System.Net;
using System.Net.Sockets;
using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Tests.Diagnosis.Corpus;

/// <summary>Wrong hosts, wrong ports, and what stands in between.</summary>
internal static class ConnectSetUps
{
    private const string Host = "smtp.example.com";

    public static IReadOnlyList<SetUp> All { get; } =
    [
        new("the name does not exist", "smtp.exampel.com", 587, VerificationStage.Dns, FailureKind.Dns, "host-not-found") { Build = street => street.Resolve = _ => throw new SocketException((int)SocketError.HostNotFound) },
        new("the name has no address", Host, 587, VerificationStage.Dns, FailureKind.Dns, "host-not-found") { Build = street => street.Resolve = _ => Task.FromResult<IPAddress[]>([]) },
        new("the resolver says try again", Host, 587, VerificationStage.Dns, FailureKind.Dns, "dns-unavailable") { Build = street => street.Resolve = _ => throw new SocketException((int)SocketError.TryAgain) },
        new("the resolver says nothing", Host, 587, VerificationStage.Dns, FailureKind.Dns, "dns-unavailable") { Build = street => street.Resolve = NeverAsync },
        new("a private address", Host, 587, VerificationStage.Policy, FailureKind.Blocked, "blocked-by-policy") { Build = street => street.Resolve = _ => Answer("10.0.0.1") },
        new("the metadata address", Host, 587, VerificationStage.Policy, FailureKind.Blocked, "blocked-by-policy") { Build = street => street.Resolve = _ => Answer("169.254.169.254") },
        new("refused on every port", Host, 587, VerificationStage.Connect, FailureKind.Connect, "connection-refused"),
        new("refused on 587, 465 is there", Host, 587, VerificationStage.Connect, FailureKind.Connect, "use-port-465") { Build = street => street.Smtp(465, ScriptedTls.Implicit) },
        new("refused on 465, 587 is there", Host, 465, VerificationStage.Connect, FailureKind.Connect, "use-port-587") { Settings = """{"secure":true}""", Build = street => street.Smtp(587, ScriptedTls.StartTls) },
        new("refused on 25, 587 is there", Host, 25, VerificationStage.Connect, FailureKind.Connect, "use-port-587") { Build = street => street.Smtp(587, ScriptedTls.StartTls) },
        new("refused on 587, 465 answers in clear text", Host, 587, VerificationStage.Connect, FailureKind.Connect, "connection-refused") { Build = street => street.Smtp(465, ScriptedTls.None) },
        new("no route to the host", Host, 587, VerificationStage.Connect, FailureKind.Connect, "host-unreachable") { Build = street => street.Elsewhere = SocketError.HostUnreachable },
        new("no route to the network", Host, 465, VerificationStage.Connect, FailureKind.Connect, "host-unreachable") { Settings = """{"secure":true}""", Build = street => street.Elsewhere = SocketError.NetworkUnreachable },
        new("filtered everywhere", Host, 587, VerificationStage.Connect, FailureKind.Connect, "connection-timed-out") { Build = street => street.Filter(25, 465, 587, 2525) },
        new("the network times the connect out", Host, 587, VerificationStage.Connect, FailureKind.Connect, "connection-timed-out") { Build = street => street.Elsewhere = SocketError.TimedOut },
        new("port 25 filtered by the cloud", Host, 25, VerificationStage.Connect, FailureKind.Connect, "port-25-filtered") { Build = street => street.Filter(25, 465, 587, 2525) },
        new("port 25 filtered, 587 is there", Host, 25, VerificationStage.Connect, FailureKind.Connect, "use-port-587")
        {
            Build = street =>
            {
                street.Filter(25);
                street.Smtp(587, ScriptedTls.StartTls);
            },
        },
        new("465 filtered, 587 is there", Host, 465, VerificationStage.Connect, FailureKind.Connect, "use-port-587")
        {
            Settings = """{"secure":true}""",
            Build = street =>
            {
                street.Filter(465);
                street.Smtp(587, ScriptedTls.StartTls);
            },
        },
        new("587 and 465 filtered, 2525 is there", Host, 587, VerificationStage.Connect, FailureKind.Connect, "use-port-2525")
        {
            Build = street =>
            {
                street.Filter(465, 587);
                street.Smtp(2525, ScriptedTls.StartTls);
            },
        },
    ];

    private static Task<IPAddress[]> Answer(string address) => Task.FromResult<IPAddress[]>([IPAddress.Parse(address)]);

    private static async Task<IPAddress[]> NeverAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return [];
    }
}
