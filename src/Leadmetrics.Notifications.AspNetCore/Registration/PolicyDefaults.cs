using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Leadmetrics.Notifications.AspNetCore.Registration;

/// <summary>Gives the API's policies that the host does not define its default policy, once all others have said theirs.</summary>
internal sealed class PolicyDefaults : IPostConfigureOptions<AuthorizationOptions>
{
    public void PostConfigure(string? name, AuthorizationOptions options)
    {
        foreach (var policy in NotificationsPolicies.All)
        {
            if (options.GetPolicy(policy) is null) options.AddPolicy(policy, options.DefaultPolicy);
        }
    }
}
