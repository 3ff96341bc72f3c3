using Leadmetrics.Peers;

[assembly: AssemblyFixture(typeof(PeerFixture<PostgresPeer>))]
[assembly: AssemblyFixture(typeof(PeerFixture<PostfixPeer>))]
