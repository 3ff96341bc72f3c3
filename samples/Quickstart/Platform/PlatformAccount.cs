using Leadmetrics.Notifications;

namespace Quickstart.Platform;

/// <summary>The platform's SendGrid account: the real one by <c>SENDGRID_API_KEY</c>, else a fake in this process.</summary>
internal abstract class PlatformAccount : IAsyncDisposable
{
    public abstract string ApiKey { get; }

    public abstract EmailAddress From { get; }

    /// <summary>Whom globex writes to.</summary>
    public abstract EmailAddress To { get; }

    /// <summary>Where the API is; <see langword="null"/>: SendGrid's own address.</summary>
    public abstract Uri? BaseAddress { get; }

    public abstract string Description { get; }

    /// <summary>The mail as it came to the API; <see langword="null"/> where it did not.</summary>
    public abstract Arrived? Find(Sent sent);

    public abstract ValueTask DisposeAsync();

    public static PlatformAccount Open() =>
        Environment.GetEnvironmentVariable("SENDGRID_API_KEY") is { Length: > 0 } key ? new RealSendGridAccount(key) : FakeSendGridAccount.Start();
}
