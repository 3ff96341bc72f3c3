using System.Net;
using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Health;

/// <summary>Whether the host is well, asked over HTTP by nobody in particular.</summary>
public abstract class HealthConformance(SharedHost shared) : ApiScenario(shared)
{
    [Fact]
    public async Task A_host_whose_database_answers_and_whose_mail_goes_out_is_healthy()
    {
        var host = await StartAsync();
        var caller = host.NewTenant("acme");
        await AddVerifiedAsync(caller);
        await ComesToAsync(caller, await QueueAsync(caller), "sent");

        var answer = (await host.Anonymous().GetAsync("/health")).Is(HttpStatusCode.OK);

        Assert.Equal("Healthy", answer.Text);
    }
}
