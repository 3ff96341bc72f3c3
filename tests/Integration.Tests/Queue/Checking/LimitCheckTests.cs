using Leadmetrics.Chaos.Checking;
using Leadmetrics.Chaos.Sinks;

namespace Leadmetrics.Integration.Queue.Checking;

public sealed class LimitCheckTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(6);
    private readonly Findings _findings = new();

    [Theory]
    [InlineData(new[] { 0, 1, 2, 53.9 })]
    [InlineData(new[] { 100, 153, 153.5, 153.9 })]
    public void One_more_than_the_limit_within_any_window_is_found(double[] seconds)
    {
        Check(seconds).Run();

        Assert.Equal("4 mails arrived within 54 s, with a limit of 3 a minute", Assert.Single(_findings.All));
    }

    [Fact]
    public void As_many_as_the_limit_in_each_window_are_in_order()
    {
        var check = Check(0, 1, 53, 54, 55, 107);
        check.Run();

        Assert.Empty(_findings.All);
        Assert.Equal(5, check.MostPerMinute);
    }

    private LimitCheck Check(params double[] seconds) =>
        new([.. seconds.Select(at => new Receipt("limited", HandMadeRun.One, "id", "mail", ["jane@customer.test"], HandMadeRun.At(at), HandMadeRun.At(at)))], 3, Lease, _findings);
}
