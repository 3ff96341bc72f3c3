using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

[assembly: AssemblyFixture(typeof(Stores))]
