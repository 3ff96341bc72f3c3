using System.Text;
using Leadmetrics.Notifications;

namespace Quickstart;

/// <summary>A message with HTML, text and an attachment.</summary>
internal static class Invoice
{
    public const string FileName = "invoice-2041.csv";

    public static byte[] File { get; } = Encoding.UTF8.GetBytes("item,amount\r\nConsulting,1200.00\r\nCoffee,3.80\r\n");

    public static EmailMessage For(TenantId tenant, EmailAddress to) => new()
    {
        To = [to],
        Subject = $"Your invoice from {tenant}, € 1,203.80",
        Html = "<p>Hello,</p><p>your <b>invoice</b> is attached.</p>",
        Text = "Hello,\n\nyour invoice is attached.\n",
        Attachments = [EmailAttachment.FromBytes(FileName, File, "text/csv")],
    };
}
