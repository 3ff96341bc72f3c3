using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Contract;

/// <summary>A route as the host has it: found, not listed by hand.</summary>
internal sealed record ApiRoute(string Method, string Pattern, IReadOnlyList<string> Policies, bool IsAnonymous)
{
    private const string Root = "/api";

    public bool IsOfApi => Pattern.StartsWith(Root + "/", StringComparison.Ordinal);

    public bool IsWrite => Method is not ("GET" or "HEAD");

    /// <summary>As the document writes it.</summary>
    public string Documented => $"{Method} {Pattern[Root.Length..]}";

    /// <summary>A path that leads there, and to nothing that exists.</summary>
    public string Path => Pattern.Replace("{id}", "nobody", StringComparison.Ordinal).Replace("{domain}", "no..domain", StringComparison.Ordinal).Replace("{address}", "nobody@nowhere.test", StringComparison.Ordinal);

    public static IReadOnlyList<ApiRoute> Of(ApiHost host) =>
    [
        .. host.Get<IEnumerable<EndpointDataSource>>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().SelectMany(endpoint =>
            (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["*"]).Select(method => new ApiRoute(
                method,
                "/" + endpoint.RoutePattern.RawText!.Trim('/'),
                [.. endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(demand => demand.Policy ?? "")],
                endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null))),
    ];
}
