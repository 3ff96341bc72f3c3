using Xunit.Sdk;

namespace Leadmetrics.Peers.Tests;

public sealed class PeerPolicyTests
{
    [Theory]
    [InlineData("postgres")]
    [InlineData("maildev, Postgres ,postfix")]
    public void A_required_peer_that_is_missing_fails_the_test(string required)
    {
        var failed = Assert.Throws<PeerMissingException>(() => PeerPolicy.Missing("postgres", "install it.", required));
        Assert.Contains("install it.", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("postfix,maildev")]
    [InlineData("postgres-old")]
    public void Any_other_is_skipped_with_what_to_install(string? required)
    {
        // Assert.Throws lets a skip pass, and so would skip this test.
        string? said = null;
        try
        {
            PeerPolicy.Missing("postgres", "install it.", required);
        }
        catch (SkipException skipped)
        {
            said = skipped.Message;
        }
        Assert.NotNull(said);
        Assert.Contains("postgres is missing: install it.", said, StringComparison.Ordinal);
    }
}
