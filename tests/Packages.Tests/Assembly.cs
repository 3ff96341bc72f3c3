using Leadmetrics.Packages;
using Leadmetrics.Peers;

[assembly: AssemblyFixture(typeof(PeerFixture<PackedPackages>))]
[assembly: AssemblyFixture(typeof(PeerFixture<MailDevPeer>))]
[assembly: AssemblyFixture(typeof(PeerFixture<CycloneDxSchema>))]
