using System.Net;
using System.Security.Cryptography;
using Leadmetrics.Notifications.Deliverability;
using Leadmetrics.Notifications.Deliverability.Dns;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.Capturing;
using Leadmetrics.Notifications.Providers.Redirecting;
using Leadmetrics.Notifications.Providers.SendGrid;
using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Suppressing;
using Leadmetrics.Smtp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Leadmetrics.Notifications.Hosting;

/// <summary>Names every option that is wrong, so that a host that cannot work does not start.</summary>
internal sealed class NotificationsOptionsValidator(IServiceProviderIsService services, KeyRegistration keys) : IValidateOptions<NotificationsOptions>
{
    private const int MaxPort = 65535;

    public ValidateOptionsResult Validate(string? name, NotificationsOptions options)
    {
        var errors = new List<string>();
        CheckKeys(options, errors);
        CheckPlatform(options, errors);
        WebhookRegistration.Check(options, errors);
        CheckEgress(options.Egress, errors);
        CheckResolver(options.Resolver, errors);
        if (options.EhloName is { } ehlo && !EhloName.TryCreate(ehlo, out _)) errors.Add("EhloName is neither a domain nor an address literal.");
        if (options.Smtp.MaxConnectionsPerDestination < 1) errors.Add("Smtp:MaxConnectionsPerDestination is less than 1.");
        if (options.Smtp.MaxConnections < 1) errors.Add("Smtp:MaxConnections is less than 1.");
        if (options.Smtp.VerificationBudget < TimeSpan.FromSeconds(1) || options.Smtp.VerificationBudget > TimeSpan.FromMinutes(5)) errors.Add("Smtp:VerificationBudget is not within 1 second and 5 minutes.");
        errors.AddRange(options.Smtp.TranscriptTenants.Where(tenant => !TenantId.TryParse(tenant, null, out _)).Select(_ => "Smtp:TranscriptTenants holds what is not a tenant id."));
        CheckHealth(options.Health, errors);
        CheckDomainCheck(options.DomainCheck, errors);
        CheckSuppression(options.Suppression, errors);
        CheckQueue(options.Queue, errors);
        CheckRedirect(options.Redirect, errors);
        if (options.Capture.To is { } to && !CatcherAddress.TryParse(to, out _)) errors.Add("Capture:To is not of the form smtp://host or smtp://host:port.");
        CheckTrustedRoots(options.TrustedRootsFile, errors);
        CheckAddress(options.SendGridBaseAddress, "SendGridBaseAddress", errors);
        CheckAddress(options.SesBaseAddress, "SesBaseAddress", errors);
        CheckAddress(options.OAuthBaseAddress, "OAuthBaseAddress", errors);

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors.Select(error => $"Leadmetrics.Notifications: {error}"));
    }

    private static void CheckAddress(Uri? address, string name, List<string> errors)
    {
        if (address is null || (address.IsAbsoluteUri && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))) return;
        errors.Add($"{name} is neither https nor http on a loopback address.");
    }

    private void CheckKeys(NotificationsOptions options, List<string> errors)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < options.Keys.Count; i++)
        {
            var key = LocalKey.Read(options.Keys[i], out var error);
            if (key is null) errors.Add($"Keys:{i}:Key {error}.");
            else if (!ids.Add(key.Id)) errors.Add($"Keys:{i}:Id is the id of another key.");
            if (!Enum.IsDefined(options.Keys[i].State)) errors.Add($"Keys:{i}:State is none of Active, DecryptOnly, Compromised.");
        }

        var active = options.Keys.Count(key => key.State == KeyState.Active);
        if (active > 1) errors.Add("Keys holds more than one active key: mark the older ones DecryptOnly.");
        if (active == 0 && keys.AreKeysFromOptions && services.IsService(typeof(IProviderStore))) errors.Add("Keys holds no active key, and tenants' settings are kept in a store: make one with lmn key new, and give it as Keys:0:Key.");
    }

    private static void CheckPlatform(NotificationsOptions options, List<string> errors)
    {
        if (options.Platform.SendGrid is not { } sendGrid) return;
        if (sendGrid.Limits?.Wrong is { } total) errors.Add($"Platform:SendGrid:Limits:{total} is less than 1.");
        if (sendGrid.TenantLimits?.Wrong is { } quota) errors.Add($"Platform:SendGrid:TenantLimits:{quota} is less than 1.");
        try
        {
            SendGridConfig.Parse(sendGrid.ToConfig().ToJson(), out _);
        }
        catch (ProviderConfigException refused)
        {
            errors.Add($"Platform:SendGrid:{char.ToUpperInvariant(refused.Field[0])}{refused.Field[1..]} {refused.Reason}.");
        }
    }

    private static void CheckDomainCheck(DomainCheckOptions domains, List<string> errors)
    {
        for (var i = 0; i < domains.Resolvers.Count; i++)
        {
            if (!DnsResolvers.TryParse(domains.Resolvers[i], out _)) errors.Add($"DomainCheck:Resolvers:{i} is neither an address nor of the form ADDRESS:PORT.");
        }
    }

    private static void CheckSuppression(SuppressionOptions suppression, List<string> errors)
    {
        foreach (var (name, policy) in new[] { ("HardBounce", suppression.HardBounce), ("Complaint", suppression.Complaint), ("Unsubscribe", suppression.Unsubscribe) })
        {
            if (!Enum.IsDefined(policy.Scope)) errors.Add($"Suppression:{name}:Scope is none of Bulk, All.");
            if (policy.Duration < TimeSpan.FromMinutes(1) || policy.Duration > TimeSpan.FromDays(3660)) errors.Add($"Suppression:{name}:Duration is not from 1 minute to 10 years.");
        }
    }

    private static void CheckRedirect(RedirectOptions redirect, List<string> errors)
    {
        try
        {
            Redirection.Read(redirect);
        }
        catch (EmailMessageException refused)
        {
            errors.Add($"Redirect:{refused.Field} {refused.Reason}.");
        }
    }

    private static void CheckHealth(HealthOptions health, List<string> errors)
    {
        if (health.Timeout < TimeSpan.FromMilliseconds(100) || health.Timeout > TimeSpan.FromMinutes(1)) errors.Add("Health:Timeout is not from 100 milliseconds to 1 minute.");
        if (health.CacheFor < TimeSpan.Zero || health.CacheFor > TimeSpan.FromMinutes(10)) errors.Add("Health:CacheFor is not from 0 to 10 minutes.");
        if (health.FailingShare is not (>= 0 and <= 1)) errors.Add("Health:FailingShare is not from 0 to 1.");
        if (health.FailingAtLeast < 1) errors.Add("Health:FailingAtLeast is less than 1.");
        if (health.QueueLag < TimeSpan.FromSeconds(1) || health.QueueLag > TimeSpan.FromDays(7)) errors.Add("Health:QueueLag is not from 1 second to 7 days.");
    }

    private static void CheckTrustedRoots(string? file, List<string> errors)
    {
        if (file is null) return;
        try
        {
            if (TrustedRoots.Load(file).Count == 0) errors.Add($"TrustedRootsFile {file} holds no certificate.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            errors.Add($"TrustedRootsFile {file} cannot be read: {unreadable.Message}");
        }
    }

    private static void CheckEgress(EgressOptions egress, List<string> errors)
    {
        errors.AddRange(egress.AllowedNetworks.Where(network => !IPNetwork.TryParse(network, out _)).Select(network => $"Egress:AllowedNetworks holds {network}, which is not a network in CIDR form."));
        errors.AddRange(egress.AllowedPorts.Where(port => port is < 1 or > MaxPort).Select(port => $"Egress:AllowedPorts holds {port}, which is not a port."));
        CheckHosts(egress.AllowedHosts, "AllowedHosts", errors);
        CheckHosts(egress.ClearTextHosts, "ClearTextHosts", errors);
        CheckHosts(egress.AnyCertificateHosts, "AnyCertificateHosts", errors);
    }

    private static void CheckHosts(IEnumerable<string> hosts, string option, List<string> errors) =>
        errors.AddRange(hosts.Where(host => !HostName.TryParse(host, out _, out _)).Select(host => $"Egress:{option} holds {host}, which is not a host name."));

    private static void CheckResolver(ResolverOptions resolver, List<string> errors)
    {
        if (resolver.TimeToLive < TimeSpan.FromSeconds(1) || resolver.TimeToLive > TimeSpan.FromHours(1)) errors.Add("Resolver:TimeToLive is not from 1 second to 1 hour.");
        if (resolver.MaxStale < resolver.TimeToLive || resolver.MaxStale > TimeSpan.FromDays(1)) errors.Add("Resolver:MaxStale is not from Resolver:TimeToLive to 1 day.");
        if (resolver.MaxTenants is < 1 or > 1_000_000) errors.Add("Resolver:MaxTenants is not from 1 to 1,000,000.");
    }

    private static void CheckQueue(QueueingOptions queue, List<string> errors)
    {
        if (queue.MaxMessageSize is < 1024 or > 100 * 1024 * 1024) errors.Add("Queue:MaxMessageSize is not from 1 KiB to 100 MiB.");
        if (queue.Concurrency is < 1 or > 10_000) errors.Add("Queue:Concurrency is not from 1 to 10,000.");
        if (queue.ConcurrencyPerTenant is < 1 or > 10_000) errors.Add("Queue:ConcurrencyPerTenant is not from 1 to 10,000.");
        if (queue.ConcurrencyPerDestination is < 1 or > 10_000) errors.Add("Queue:ConcurrencyPerDestination is not from 1 to 10,000.");
        if (queue.Lease < TimeSpan.FromSeconds(5) || queue.Lease > TimeSpan.FromMinutes(10)) errors.Add("Queue:Lease is not from 5 seconds to 10 minutes.");
        if (queue.GracePeriod < TimeSpan.Zero || queue.GracePeriod > TimeSpan.FromMinutes(10)) errors.Add("Queue:GracePeriod is not from 0 to 10 minutes.");
        if (queue.PollInterval < TimeSpan.FromMilliseconds(100) || queue.PollInterval > TimeSpan.FromMinutes(1)) errors.Add("Queue:PollInterval is not from 100 milliseconds to 1 minute.");
        foreach (var (name, time) in new[] { ("History", queue.Retention.History), ("Dead", queue.Retention.Dead), ("Keys", queue.Retention.Keys) })
        {
            if (time < TimeSpan.FromHours(1) || time > TimeSpan.FromDays(400)) errors.Add($"Queue:Retention:{name} is not from 1 hour to 400 days.");
        }
    }
}
