using Leadmetrics.Notifications.AspNetCore.Unsubscribing;
using Microsoft.Extensions.Options;

namespace Leadmetrics.Notifications.AspNetCore;

/// <summary>Refuses options out of bounds when the host starts.</summary>
internal sealed class NotificationsApiOptionsCheck : IValidateOptions<NotificationsApiOptions>
{
    public ValidateOptionsResult Validate(string? name, NotificationsApiOptions options)
    {
        var errors = new List<string>();
        if (options.MaxMessageBody is < 64 * 1024 or > 1024 * 1024 * 1024) errors.Add("MaxMessageBody is not from 64 KiB to 1 GiB.");
        if (options.MaxBody is < 4 * 1024 or > 16 * 1024 * 1024) errors.Add("MaxBody is not from 4 KiB to 16 MiB.");
        if (options.TestsPerTenant is < 1 or > 10_000) errors.Add("TestsPerTenant is not from 1 to 10,000.");
        if (options.TestsPerHost is < 1 or > 10_000) errors.Add("TestsPerHost is not from 1 to 10,000.");
        if (options.DomainChecksPerTenant is < 1 or > 10_000) errors.Add("DomainChecksPerTenant is not from 1 to 10,000.");
        if (options.SearchesPerTenant is < 1 or > 10_000) errors.Add("SearchesPerTenant is not from 1 to 10,000.");
        if (options.StreamsPerTenant is < 1 or > 10_000) errors.Add("StreamsPerTenant is not from 1 to 10,000.");
        if (options.WatchInterval < TimeSpan.FromMilliseconds(100) || options.WatchInterval > TimeSpan.FromMinutes(1)) errors.Add("WatchInterval is not from 100 milliseconds to 1 minute.");
        if (options.StreamAge < TimeSpan.FromSeconds(1) || options.StreamAge > TimeSpan.FromDays(1)) errors.Add("StreamAge is not from 1 second to 1 day.");
        errors.AddRange(UnsubscribeKeys.Errors(options.Unsubscribe));
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors.Select(error => $"Leadmetrics.Notifications: {error}"));
    }
}
