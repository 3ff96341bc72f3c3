using Leadmetrics.Integration.Queue;
using Leadmetrics.Peers;

[assembly: AssemblyFixture(typeof(PeerFixture<PostgresPeer>))]
[assembly: AssemblyFixture(typeof(PeerFixture<DurablePostgresPeer>))]
[assembly: AssemblyFixture(typeof(PeerFixture<MailDevPeer>))]
[assembly: AssemblyFixture(typeof(PeerFixture<PostfixPeer>))]
[assembly: AssemblyFixture(typeof(PeerFixture<DovecotPeer>))]
[assembly: AssemblyFixture(typeof(PeerFixture<PythonPeer>))]
[assembly: AssemblyFixture(typeof(PeerFixture<DkimVerifiers>))]
