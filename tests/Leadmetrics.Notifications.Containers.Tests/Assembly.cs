using Leadmetrics.Notifications.Containers;
using Leadmetrics.Peers;

[assembly: AssemblyFixture(typeof(PeerFixture<Containers>))]
