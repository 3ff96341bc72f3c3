using System.Text.Encodings.Web;
using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;
using Leadmetrics.Notifications.Testing;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Identity;

/// <summary>What ASP.NET Core Identity writes to its users, through the queue of the user's tenant.</summary>
public abstract class IdentityEmailsConformance(SharedHost shared) : ApiScenario(shared)
{
    private const string Link = "https://app.example.com/confirm?userId=7&code=Q2Zk%2Bx&changedEmail=jane%40customer.test";

    [Fact]
    public async Task The_three_mails_arrive_with_what_they_are_for_in_both_forms()
    {
        var (sender, user) = await StartAsync();

        // Identity hands links over encoded for HTML.
        await sender.SendConfirmationLinkAsync(user, "jane@customer.test", HtmlEncoder.Default.Encode(Link));
        await sender.SendPasswordResetLinkAsync(user, "jane@customer.test", Link);
        await sender.SendPasswordResetCodeAsync(user, "jane@customer.test", HtmlEncoder.Default.Encode("a+b&<c>"));

        var mails = (await Catcher.WaitForMessagesAsync(3, Ended)).ToLookup(mail => mail.Subject);
        var confirmation = Assert.Single(mails["Confirm your e-mail address"]);
        Assert.Equal(["jane@customer.test"], confirmation.EnvelopeTo);
        var resets = mails["Reset your password"].ToArray();
        foreach (var mail in (CaughtMessage[])[confirmation, resets.Single(mail => mail.Text!.Contains(Link, StringComparison.Ordinal))])
        {
            Assert.Contains($"\n{Link}\n", mail.Text!.ReplaceLineEndings("\n"), StringComparison.Ordinal);
            Assert.Contains($"<a href=\"{Link.Replace("&", "&amp;", StringComparison.Ordinal)}\">", mail.Html, StringComparison.Ordinal);
        }

        var code = resets.Single(mail => !mail.Text!.Contains("https", StringComparison.Ordinal));
        Assert.Contains("\na+b&<c>\n", code.Text!.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("<strong>a+b&amp;&lt;c&gt;</strong>", code.Html, StringComparison.Ordinal);
    }

    private async Task<(IEmailSender<Person> Sender, Person User)> StartAsync()
    {
        var host = await StartAsync(services: services => services.AddLeadmetricsNotifications(static _ => { }).AddIdentityEmails<Person>(person => new TenantId(person.Tenant)));
        var caller = host.NewTenant("acme");
        await AddVerifiedAsync(caller);
        return (host.Get<IEmailSender<Person>>(), new Person(caller.Tenant.Value));
    }

    private sealed record Person(string Tenant);
}
