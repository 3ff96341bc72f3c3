using Leadmetrics.Notifications.Telemetry;

namespace Leadmetrics.Notifications.Providers.SendGrid;

/// <summary>The JSON of one request, and the places in it where the attachments' base64 belongs.</summary>
internal sealed record SendGridDraft(ReadOnlyMemory<byte> Json, IReadOnlyList<int> Cuts, IReadOnlyList<EmailAttachment> Attachments)
{
    /// <summary>Opens the attachments and hands on the body; <see langword="null"/> where it is larger than SendGrid takes.</summary>
    /// <exception cref="EmailMessageException">An attachment cannot be read.</exception>
    public async Task<T> UseAsync<T>(Func<CancellationToken, ValueTask>? gate, Func<SendGridBody?, Task<T>> use, CancellationToken cancellationToken)
    {
        var opened = new List<AttachmentReader>(Cuts.Count);
        try
        {
            for (var i = 0; i < Cuts.Count; i++) opened.Add(await AttachmentReader.OpenAsync(Attachments[i], i, cancellationToken).ConfigureAwait(false));
            using var body = new SendGridBody(Json, Cuts, opened, gate);
            if (body.Length > SendGridBody.MaxLength) return await use(null).ConfigureAwait(false);
            NotificationsTelemetry.TagSize(body.Length);
            return await use(body).ConfigureAwait(false);
        }
        finally
        {
            foreach (var attachment in opened) await attachment.DisposeAsync().ConfigureAwait(false);
        }
    }
}
