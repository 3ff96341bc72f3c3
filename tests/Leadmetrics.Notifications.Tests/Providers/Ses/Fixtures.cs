using Leadmetrics.Peers;

[assembly: AssemblyFixture(typeof(PeerFixture<Aws4Peer>))]
