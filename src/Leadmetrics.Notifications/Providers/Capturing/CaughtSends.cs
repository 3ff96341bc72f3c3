using System.Security.Cryptography;

namespace Leadmetrics.Notifications.Providers.Capturing;

/// <summary>The scheduled sends of an account whose mail is caught at once: it hands out ids, and there is nothing to cancel, pause or resume.</summary>
internal sealed class CaughtSends : IScheduledSends
{
    public Task<string> CreateBatchIdAsync(CancellationToken cancellationToken = default) => Task.FromResult($"caught-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}");

    public Task CancelAsync(string batchId, CancellationToken cancellationToken = default) => Nothing(batchId);

    public Task PauseAsync(string batchId, CancellationToken cancellationToken = default) => Nothing(batchId);

    public Task ResumeAsync(string batchId, CancellationToken cancellationToken = default) => Nothing(batchId);

    private static Task Nothing(string batchId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(batchId);
        return Task.CompletedTask;
    }
}
