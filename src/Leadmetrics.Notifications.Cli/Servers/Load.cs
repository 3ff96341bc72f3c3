using System.Diagnostics;
using Leadmetrics.Notifications.Cli.Mail;

namespace Leadmetrics.Notifications.Cli.Servers;

/// <summary>Sends many messages over some connections, as fast as they are taken.</summary>
/// <remarks>
/// Invariant: each number from 1 to <see cref="Messages"/> is sent at most once. Twice as many senders run as messages fit on their way, so that a connection
/// always finds the next envelope waiting. What would fail every message (settings, authentication, no connection) ends the run: repeats lock accounts.
/// </remarks>
internal sealed record Load(int Messages, int Connections, int InFlight)
{
    public async Task<Tally> RunAsync(Func<CancellationToken, Task<EmailSendResult>> send, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var tally = new Tally(Messages);
        var taken = 0;
        var started = timeProvider.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Math.Min(Messages, Connections * InFlight * 2)).Select(_ => Task.Run(SendAsync, CancellationToken.None)));
        tally.Elapsed = timeProvider.GetElapsedTime(started);
        return tally;

        async Task SendAsync()
        {
            while (!stop.IsCancellationRequested && Interlocked.Increment(ref taken) <= Messages)
            {
                try
                {
                    var result = await Attempt.SendAsync(() => send(stop.Token));
                    tally.Add(result);
                    if (result.Failure is { } failure && IsOfTheServer(failure)) await stop.CancelAsync();
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested)
                {
                    // Before the point of no return: this one was not sent, and counts as such.
                    return;
                }
            }
        }
    }

    private static bool IsOfTheServer(EmailFailure failure) => failure.Outcome != SendOutcome.Uncertain && failure.Kind switch
    {
        FailureKind.Configuration or FailureKind.Blocked or FailureKind.Dns or FailureKind.Connect or FailureKind.Tls or FailureKind.Authentication => true,
        FailureKind.RecipientRejected or FailureKind.Unavailable or FailureKind.Throttled or FailureKind.Timeout or FailureKind.Protocol => false,
        FailureKind.SenderRejected or FailureKind.SenderNotAuthenticated or FailureKind.MessageRejected or FailureKind.TooLarge => true,
        FailureKind.LimitReached or FailureKind.NeedsReauthorization => true,
        _ => throw new UnreachableException(),
    };
}
