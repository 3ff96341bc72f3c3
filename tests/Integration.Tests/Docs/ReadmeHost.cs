using System.Text.Json;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Integration.Docs;

/// <summary>The README's C#, line by line, so that it compiles and runs; <see cref="ReadmeTests"/> holds the two together.</summary>
internal static class ReadmeHost
{
    public static void Register(WebApplicationBuilder builder)
    {
        // README: begin
        builder.Services.AddLeadmetricsNotifications(builder.Configuration.GetSection("Notifications"))
            .UseSqlite("notifications.db")      // or .UsePostgres(sp => sp.GetRequiredService<NpgsqlDataSource>(), o => o.Schema = "notifications")
            .MigrateOnStart();
        // README: end
    }

    public static void Map(WebApplication app)
    {
        // README: begin
        app.MapPost("/welcome/{tenant}", async (string tenant, string to, ITenantMailer mailer, CancellationToken ct) =>
        {
            var message = new EmailMessage { To = [new EmailAddress(to)], Subject = "Welcome", Text = "Good to have you.", Html = "<p>Good to have you.</p>" };
            var result = await mailer.SendAsync(new TenantId(tenant), message, ct);
            return new { result.MessageId, result.Provider };
        });
        // README: end
    }

    public static async Task<string> ComposeAsync()
    {
        // README: begin
        var order = new EmailMessageBuilder()
            .To("jane@example.com", "Jane Doe").Bcc("archive@example.com")
            .Subject("Your order 5 is on its way")
            .Html("<p>It comes on <b>Monday</b>. <a href=\"https://example.com/orders/5\">Follow it</a></p>", deriveText: true)
            .Attach(EmailAttachment.FromFile("invoice.pdf"))
            .InReplyTo("4711@example.com").Tag("orders").Metadata("order", "5")
            .Build();
        await using var file = File.Create("order.eml");
        await order.WriteToAsync(file, new EmailAddress("shop@example.com"));                       // but for what an account adds: a signature, tags
        var json = JsonSerializer.Serialize(await order.BufferAsync(), EmailMessageJson.Default.EmailMessage);
        // README: end
        return json;
    }

    public static async Task<int> WriteToManyAsync(ITenantMailer mailer, IDeliveryHistory deliveries, TenantId tenant, IReadOnlyList<Customer> customers, CancellationToken ct)
    {
        // README: begin
        var letter = new EmailMessage { Subject = "{{name}}, your May statement", Text = "Dear {{name}}, you owe {{sum}}." };
        var readers = customers.Select(customer => new EmailBatchRecipient(customer.Address) { Values = new Dictionary<string, string> { ["name"] = customer.Name, ["sum"] = customer.Sum } });
        var results = await mailer.SendBatchAsync(tenant, new EmailBatch(letter, [.. readers]), new SendOptions { IsBulk = true }, ct);
        var refused = results.Count(result => result.Failure is not null);                                  // one result a recipient, in order
        var history = await deliveries.FindAsync(tenant, results[0].MessageId!, ct);                        // IDeliveryHistory: delivered, bounced, opened, …
        // README: end
        return refused + (history?.Events.Count ?? 0);
    }

    public static async Task SetUpAsync(ITenantProviders providers, TenantId tenant, string password)
    {
        // README: begin
        var account = new SmtpConfig { Host = "smtp.example.com", Port = 587, User = "user", Pass = new Secret(password), FromAddress = "hello@example.com" };
        var added = await providers.AddAsync(tenant, ProviderDraft.From(account));
        var tested = await providers.TestAsync(tenant, added.Id);   // connects and authenticates, sends no mail
        Console.WriteLine(tested.Verified ? "verified" : tested.Provider.LastError);
        // README: end
    }

    internal sealed record Customer(EmailAddress Address, string Name, string Sum);
}
