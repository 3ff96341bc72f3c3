using Leadmetrics.Peers;

[assembly: AssemblyFixture(typeof(PeerFixture<SendGridEventsPeer>))]
