using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Hosting;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Docs;

/// <summary>The endpoint of docs/webhooks.md, as it stands there.</summary>
[Collection(WorkingDirectory.Collection)]
public sealed class WebhookEndpointTests
{
    private const string Token = "platform-token_0123456789abcdefghij";

    [Fact]
    public async Task The_endpoint_of_the_page_takes_what_SendGrid_signs_and_answers_by_status_alone()
    {
        using var folder = new TemporaryFolder();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var endpoint = Page.Snippet("docs/webhooks.md", "webhooks.ReceiveAsync")();
        endpoint.builder = WebApplication.CreateSlimBuilder();
        endpoint.builder.Configuration["urls"] = "http://127.0.0.1:0";
        endpoint.builder.Services.AddLeadmetricsNotifications(options =>
        {
            options.Keys.Add(new KeyOptions { Key = KeyGenerator.NewKey() });
            options.Platform.SendGrid = new PlatformSendGridOptions { ApiKey = "SG.x", FromAddress = "mail@platform.test", WebhookToken = Token, WebhookPublicKey = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()) };
        }).UseSqlite("notifications.db").MigrateOnStart();
        await endpoint.RunAsync();
        await using var app = endpoint.app;
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        var now = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        var body = Encoding.UTF8.GetBytes($$"""[{"email":"jane@customer.test","event":"delivered","timestamp":{{now.ToUnixTimeSeconds()}},"sg_event_id":"e1","lmn_message_id":"m1@acme.test","lmn_tenant":"acme"}]""" + "\r\n");

        Assert.Equal(HttpStatusCode.OK, await PostAsync(Token, body));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(Token, body[..^2]));
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(new string('a', 43), body));
        Assert.Single((await app.Services.GetRequiredService<IDeliveryHistory>().FindAsync(new TenantId("acme"), "m1@acme.test", TestContext.Current.CancellationToken))!.Events);
        await app.StopAsync(TestContext.Current.CancellationToken);

        async Task<HttpStatusCode> PostAsync(string token, byte[] posted)
        {
            var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            var signature = key.SignData([.. Encoding.ASCII.GetBytes(timestamp), .. body], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/webhooks/sendgrid/{token}", UriKind.Relative)) { Content = new ByteArrayContent(posted) };
            request.Headers.Add("X-Twilio-Email-Event-Webhook-Signature", Convert.ToBase64String(signature));
            request.Headers.Add("X-Twilio-Email-Event-Webhook-Timestamp", timestamp);
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
            return answer.StatusCode;
        }
    }
}
