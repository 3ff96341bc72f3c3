using Microsoft.Extensions.Configuration;

namespace Leadmetrics.Notifications.Tests.Hosting;

/// <summary>Configuration from <c>Name=value;Name=value</c>; <c>Name</c> alone is a null, as a JSON file gives it.</summary>
internal static class Configured
{
    public static IConfigurationRoot From(string settings, string prefix = "") => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Split([';', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(setting => setting.Split('=', 2))
            .Select(pair => KeyValuePair.Create(prefix + pair[0], pair.Length == 1 ? null : pair[1])))
        .Build();
}
