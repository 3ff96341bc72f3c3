namespace Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

/// <summary>Where hosts have their stores.</summary>
public interface IStorePlace
{
    /// <summary>The settings of a host whose store nobody else has.</summary>
    Task<IReadOnlyDictionary<string, string>> NewStoreAsync();
}
