using System.Runtime.CompilerServices;
using Leadmetrics.Peers;

namespace Leadmetrics.Integration.Secrecy;

/// <summary>Has the shared cluster looked through before it goes.</summary>
internal static class EndOfRun
{
#pragma warning disable CA2255 // A module initializer: before any fixture is made there is no other place.
    [ModuleInitializer]
    public static void LookThroughTheCluster() => PeerFarewell.BeforeTheEnd = peer => peer is PostgresPeer postgres ? DumpScan.OfClusterAsync(postgres) : Task.CompletedTask;
#pragma warning restore CA2255
}
