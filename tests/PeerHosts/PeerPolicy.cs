using System.Diagnostics.CodeAnalysis;
using Xunit;

namespace Leadmetrics.Peers;

/// <summary>The one place that decides what a missing peer means: a failure where it is required, a skip elsewhere.</summary>
public static class PeerPolicy
{
    /// <summary>Names the peers that must be there, separated by commas: postgres, maildev, smtp-server, haraka, postfix, dovecot, smtp-sink, python, node-mail, openssl, mailauth, python-dkim, dnsmasq, sendgrid-node, aws4, chromium, cyclonedx, docker, mount.</summary>
    public const string Variable = "LEADMETRICS_REQUIRE_PEERS";

    /// <summary>Ends the current test, because <paramref name="peer"/> is not there.</summary>
    /// <param name="peer">Its name, as in <see cref="Variable"/>.</param>
    /// <param name="remedy">What to install or set.</param>
    /// <exception cref="PeerMissingException">The peer is required here.</exception>
    [DoesNotReturn]
    public static void Missing(string peer, string remedy) => Missing(peer, remedy, Environment.GetEnvironmentVariable(Variable));

    [DoesNotReturn]
    internal static void Missing(string peer, string remedy, string? required)
    {
        if (IsRequired(peer, required))
            throw new PeerMissingException($"{peer} is required here ({Variable}) and missing: {remedy}");
        Assert.Skip($"{peer} is missing: {remedy}");
    }

    private static bool IsRequired(string peer, string? required) =>
        required is not null
        && required.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Contains(peer, StringComparer.OrdinalIgnoreCase);
}
