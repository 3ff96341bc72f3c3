using NotificationsHost;

// An ASP.NET application with two tenants: each has API keys for programs and logs in with one for the page. The first lines are the host's own; what is the library's stands in Notifications.cs.
// With --demo it needs nothing: keys are made up, mail goes to a catcher in this process, and both are gone when it ends.
var builder = WebApplication.CreateBuilder(args);
var demo = args.Contains("--demo") ? await Demo.StartAsync(builder) : null;
builder.Services.AddApiKeys();
builder.AddNotifications();
builder.Services.AddProblemDetails();
builder.Services.AddOpenApi();

var app = builder.Build();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.UseAuthentication();
app.UseAuthorization();
app.MapLogin();
app.MapNotifications();
app.MapOpenApi();
app.MapHealthChecks("/health");
app.MapGet("/", () => Results.Redirect("/notifications/")).ExcludeFromDescription();
if (demo is not null) app.Lifetime.ApplicationStarted.Register(() => demo.Say(app.Urls));
try
{
    await app.RunAsync();
}
finally
{
    if (demo is not null) await demo.DisposeAsync();
}
