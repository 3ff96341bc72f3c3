using Leadmetrics.Peers;

[assembly: AssemblyFixture(typeof(PeerFixture<DkimVerifiers>))]
