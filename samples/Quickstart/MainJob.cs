using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.DependencyInjection;
using Quickstart.Databases;
using Quickstart.Inboxes;
using Quickstart.Platform;

namespace Quickstart;

/// <summary>The demo from beginning to end: what it needs, what a host writes, what came of it.</summary>
internal static class MainJob
{
    private const int Mails = 2;

    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var delivered = 0;
        if (args.Except(["--postgres"]).Any())
        {
            await Console.Error.WriteLineAsync("The only argument is --postgres.");
            return 2;
        }

        try
        {
            delivered = await DeliverAsync(args.Contains("--postgres"), cancellationToken);
        }
        catch (Exception stopped)
        {
            Say.Line($"Stopped: {(stopped is OperationCanceledException or DemoException or StoreException ? stopped.Message : stopped.ToString())}");
        }

        Console.WriteLine();
        Console.WriteLine($"demo: delivered {delivered} of {Mails}");
        return delivered == Mails ? 0 : 1;
    }

    private static async Task<int> DeliverAsync(bool usePostgres, CancellationToken cancellationToken)
    {
        Say.Title("What is here");
        using var folder = new TemporaryFolder();
        await using var database = await Database.OpenAsync(usePostgres, folder, cancellationToken);
        await using var inbox = await Inbox.OpenAsync(cancellationToken);
        await using var platform = PlatformAccount.Open();
        var key = KeyGenerator.NewKey();
        Say.Line($"Folder:    {folder.Path}, gone when this ends");
        Say.Line($"Key:       {KeyGenerator.IdOf(key)}, made for this run");
        Say.Line($"Database:  {database.Description}");
        Say.Line($"Inbox:     {inbox.Description}");
        Say.Line($"Platform:  {platform.Description}");

        using var host = Registration.Build(database, platform, key);
        await host.StartAsync(cancellationToken);

        Say.Title("Tenants' providers, tested without sending a mail");
        await Tenants.SetUpAsync(host.Services.GetRequiredService<ITenantProviders>(), inbox, cancellationToken);

        Say.Title("Who is resolved to what, and why");
        await Routes.ShowAsync(host.Services.GetRequiredService<IEmailProviderResolver>(), cancellationToken);

        Say.Title("Sending");
        var sendings = await Sending.SendAsync(host.Services.GetRequiredService<ITenantMailer>(), platform, cancellationToken);

        Say.Title("What arrived");
        var delivered = await Arrivals.ShowAsync(sendings, inbox, platform, cancellationToken);

        await host.StopAsync(cancellationToken);
        return delivered;
    }
}
