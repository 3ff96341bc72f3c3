using System.Net;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.AspNetCore.Identity;

namespace Leadmetrics.Notifications.AspNetCore.Identity;

/// <summary>Sends what ASP.NET Core Identity writes to its users: through the queue, so that a mail server that is down costs nobody a password reset.</summary>
/// <param name="mailer">The mailer.</param>
/// <param name="tenantOf">Whose user it is.</param>
internal sealed class IdentityEmails<TUser>(ITenantMailer mailer, Func<TUser, TenantId> tenantOf) : IEmailSender<TUser>
    where TUser : class
{
    public Task SendConfirmationLinkAsync(TUser user, string email, string confirmationLink) =>
        QueueLinkAsync(user, email, "Confirm your e-mail address", "Please confirm your e-mail address:", confirmationLink);

    public Task SendPasswordResetLinkAsync(TUser user, string email, string resetLink) =>
        QueueLinkAsync(user, email, "Reset your password", "Here you can choose a new password. If you did not ask for one, do nothing:", resetLink);

    public Task SendPasswordResetCodeAsync(TUser user, string email, string resetCode)
    {
        var code = WebUtility.HtmlDecode(resetCode);
        const string Sentence = "Your code to choose a new password. If you did not ask for one, do nothing:";
        return QueueAsync(user, email, "Reset your password", $"{Sentence}\n\n{code}\n", $"<p>{Sentence}</p><p><strong>{WebUtility.HtmlEncode(code)}</strong></p>");
    }

    // Identity hands links and codes over encoded for HTML; for the text form that is taken back.
    private Task<Guid> QueueLinkAsync(TUser user, string email, string subject, string sentence, string link)
    {
        var plain = WebUtility.HtmlDecode(link);
        var encoded = WebUtility.HtmlEncode(plain);
        return QueueAsync(user, email, subject, $"{sentence}\n\n{plain}\n", $"<p>{sentence}</p><p><a href=\"{encoded}\">{encoded}</a></p>");
    }

    private Task<Guid> QueueAsync(TUser user, string email, string subject, string text, string html) =>
        mailer.QueueAsync(tenantOf(user), new EmailMessage { To = [new EmailAddress(email)], Subject = subject, Text = text, Html = html });
}
