using Leadmetrics.Notifications;

namespace Quickstart.Platform;

/// <summary>The real API. The mail goes to <c>SENDGRID_TO</c>, or to the sender itself.</summary>
internal sealed class RealSendGridAccount(string apiKey) : PlatformAccount
{
    public override string ApiKey => apiKey;

    public override EmailAddress From { get; } = Address("SENDGRID_FROM") ?? throw new DemoException("SENDGRID_API_KEY is set, so SENDGRID_FROM must be too: the sender that the account may use.");

    public override EmailAddress To => Address("SENDGRID_TO") ?? From;

    // For a recording proxy; nobody else needs it.
    public override Uri? BaseAddress => Environment.GetEnvironmentVariable("SENDGRID_BASE_ADDRESS") is { Length: > 0 } address ? new Uri(address) : null;

    public override string Description => $"SendGrid's API{(BaseAddress is { } address ? $" at {address}" : "")}, writing to {To} (shown is what it has accepted: the mailbox is not ours)";

    // SendGrid has answered 202 with an id; what is in the mailbox only its owner can see.
    public override Arrived? Find(Sent sent) => new(
        From.ToString(),
        sent.Message.To[0].ToString(),
        sent.Message.Subject,
        [
            new ArrivedPart("text/plain", null, sent.Message.Text!.Length),
            new ArrivedPart("text/html", null, sent.Message.Html!.Length),
            new ArrivedPart("text/csv", Invoice.FileName, Invoice.File.Length),
        ]);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static EmailAddress? Address(string variable) => EmailAddress.TryParse(Environment.GetEnvironmentVariable(variable), out var address) ? address : null;
}
