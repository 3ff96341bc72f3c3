using System.Globalization;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Hosting;

namespace Leadmetrics.Notifications.Cli.Databases;

/// <summary>What the operator permits tenants' providers, from the environment: the same switches as a host's <c>Egress</c>, <c>Redirect</c> and <c>Capture</c> options.</summary>
internal static class OperatorSwitches
{
    public static void Apply(NotificationsOptions options)
    {
        var egress = options.Egress;
        egress.AllowLoopback = Flag("LMN_ALLOW_LOOPBACK");
        foreach (var network in List("LMN_ALLOWED_NETWORKS")) egress.AllowedNetworks.Add(network);
        foreach (var host in List("LMN_ALLOWED_HOSTS")) egress.AllowedHosts.Add(host);
        foreach (var port in List("LMN_ALLOWED_PORTS")) egress.AllowedPorts.Add(Port("LMN_ALLOWED_PORTS", port));
        foreach (var host in List("LMN_CLEAR_TEXT_HOSTS")) egress.ClearTextHosts.Add(host);
        foreach (var host in List("LMN_ANY_CERTIFICATE_HOSTS")) egress.AnyCertificateHosts.Add(host);

        // Set but empty is refused with the options: what was meant to hold mail back must not let it out.
        if (Environment.GetEnvironmentVariable("LMN_REDIRECT_TO") is { } to) options.Redirect.To = to;
        if (Environment.GetEnvironmentVariable("LMN_REDIRECT_ALLOWED_DOMAINS") is { } domains)
        {
            foreach (var domain in domains.Split(',', StringSplitOptions.TrimEntries)) options.Redirect.AllowedDomains.Add(domain);
        }

        if (Environment.GetEnvironmentVariable("LMN_CAPTURE_ALL_TO") is { } catcher) options.Capture.To = catcher;
        if (Text("LMN_TRUSTED_ROOTS") is { } roots) options.TrustedRootsFile = roots;
        options.SendGridBaseAddress = Address("SENDGRID_BASE_ADDRESS") ?? options.SendGridBaseAddress;
        options.SesBaseAddress = Address("SES_BASE_ADDRESS") ?? options.SesBaseAddress;
    }

    /// <summary>The platform's SendGrid account, where one is in the environment.</summary>
    public static void ApplyPlatform(NotificationsOptions options)
    {
        if (Text("SENDGRID_API_KEY") is not { } key) return;
        var text = Text("SENDGRID_FROM") ?? throw Refusal.Configuration("SENDGRID_FROM", "is not set, but SENDGRID_API_KEY is: it is the platform's sender, an address or 'Name <address>'.");
        if (!EmailAddress.TryParse(text, out var from)) throw Refusal.Configuration("SENDGRID_FROM", "is neither an address nor 'Name <address>'.");
        options.Platform.SendGrid = new PlatformSendGridOptions { ApiKey = key, FromAddress = from.Address, FromName = from.Name };
    }

    private static string? Text(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } set ? set : null;

    private static Uri? Address(string variable)
    {
        if (Text(variable) is not { } address) return null;
        return Uri.TryCreate(address, UriKind.Absolute, out var parsed) ? parsed : throw Refusal.Configuration(variable, "is not an absolute address.");
    }

    private static bool Flag(string variable) => Text(variable)?.ToUpperInvariant() switch
    {
        null or "0" or "FALSE" => false,
        "1" or "TRUE" => true,
        _ => throw Refusal.Configuration(variable, "is none of 1, true, 0, false."),
    };

    private static string[] List(string variable) => (Text(variable) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static int Port(string variable, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : throw Refusal.Configuration(variable, "is not a list of ports, separated by commas.");
}
