namespace Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

/// <summary>Where hosts have their stores.</summary>
public interface IStorePlace
{
    /// <summary>The settings of a host whose store nobody else has.</summary>
    Task<IReadOnlyDictionary<string, string>> NewStoreAsync();

    /// <summary>Makes the queue of a store, which nobody else has, fail from now on.</summary>
    Task BreakAsync(IReadOnlyDictionary<string, string> store);

    /// <summary>Takes that back.</summary>
    Task MendAsync(IReadOnlyDictionary<string, string> store);
}
