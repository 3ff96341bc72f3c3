using Leadmetrics.Bench.Smtp;
using Leadmetrics.Notifications;

namespace Leadmetrics.Bench.Workers;

/// <summary>Our mailer, given an <see cref="EmailMessage"/>: checked, composed and sent, each time anew.</summary>
internal sealed class OursWorker : IWorker
{
    public async Task<WorkReport> RunAsync(WorkOrder order, CancellationToken cancellationToken)
    {
        var message = new EmailMessage
        {
            To = [new EmailAddress("to@bench.test")],
            Subject = "Benchmark",
            Text = await File.ReadAllTextAsync(Path.Combine(order.Folder, MailFiles.Text), cancellationToken),
            Html = await File.ReadAllTextAsync(Path.Combine(order.Folder, MailFiles.Html), cancellationToken),
            Attachments = order.Attached ? [EmailAttachment.FromFile(Path.Combine(order.Folder, MailFiles.Attachment))] : [],
        };
        await using var host = new OursHost(order.Port, order.Connections, order.InFlight);
        return await TimedLoad.RunAsync(order, order.Senders, (_, token) => host.SendAsync(message, token), OursHost.Check, cancellationToken);
    }
}
