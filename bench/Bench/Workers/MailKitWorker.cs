using Leadmetrics.Bench.Smtp;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Leadmetrics.Bench.Workers;

/// <summary>MailKit as its users write a pool: one client a connection, connected once and used again.</summary>
internal sealed class MailKitWorker : IWorker
{
    public async Task<WorkReport> RunAsync(WorkOrder order, CancellationToken cancellationToken)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(order.Folder, MailFiles.Text), cancellationToken);
        var html = await File.ReadAllTextAsync(Path.Combine(order.Folder, MailFiles.Html), cancellationToken);
        var clients = Enumerable.Range(0, order.Connections).Select(_ => new SmtpClient()).ToArray();
        try
        {
            foreach (var client in clients) await client.ConnectAsync("127.0.0.1", order.Port, SecureSocketOptions.None, cancellationToken);
            return await TimedLoad.RunAsync(order, order.Connections, SendAsync, static _ => { }, cancellationToken);
        }
        finally
        {
            foreach (var client in clients)
            {
                await client.DisconnectAsync(quit: true, cancellationToken);
                client.Dispose();
            }
        }

        async Task<string> SendAsync(int sender, CancellationToken token)
        {
            var body = new BodyBuilder { TextBody = text, HtmlBody = html };
            if (order.Attached) await body.Attachments.AddAsync(Path.Combine(order.Folder, MailFiles.Attachment), token);
            using var message = new MimeMessage();
            message.From.Add(new MailboxAddress("Bench", "from@bench.test"));
            message.To.Add(new MailboxAddress("", "to@bench.test"));
            message.Subject = "Benchmark";
            message.Body = body.ToMessageBody();
            return await clients[sender].SendAsync(message, token);
        }
    }
}
