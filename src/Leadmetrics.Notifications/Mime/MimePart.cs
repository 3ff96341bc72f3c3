using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Leadmetrics.Notifications.Mime;

/// <summary>The encoded body of one leaf. What stands before it (boundary and part header) is not its own.</summary>
internal abstract class MimePart
{
    /// <summary>How much is written before the pipe is asked whether it can take more.</summary>
    protected const int FlushThreshold = 32 * 1024;

    /// <summary>The exact octets that <see cref="WriteAsync"/> writes, or <see langword="null"/>.</summary>
    public abstract long? Length { get; }

    /// <summary>The word for Content-Transfer-Encoding.</summary>
    public abstract TransferEncoding Encoding { get; }

    /// <summary>Writes the encoded body. Keeps no state between calls, so that calls may overlap.</summary>
    public abstract ValueTask WriteAsync(PipeWriter output, CancellationToken cancellationToken);

    protected static ValueTask FlushAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        var flushing = output.FlushAsync(cancellationToken);
        if (!flushing.IsCompletedSuccessfully) return AwaitAsync(flushing);
        Check(flushing.Result);
        return ValueTask.CompletedTask;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask AwaitAsync(ValueTask<FlushResult> flushing) => Check(await flushing.ConfigureAwait(false));

    // A reader that is gone knows why; here is nothing left to do for it but to end.
    private static void Check(FlushResult result)
    {
        if (result.IsCanceled) throw new OperationCanceledException("The connection's pipe was cancelled.");
        if (result.IsCompleted) throw new IOException("The connection's pipe is no longer read.");
    }
}
