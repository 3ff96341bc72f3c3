using Leadmetrics.AdminPage;
using Leadmetrics.Peers;

[assembly: AssemblyFixture(typeof(PeerFixture<ChromiumPeer>))]
