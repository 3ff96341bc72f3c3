using System.Net;
using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Contract;

/// <summary>Who may call what: asked of the routes that the host has, and of the document that describes them.</summary>
public sealed class AuthorizationTests(Stores stores) : ApiScenario(stores.Sqlite)
{
    private const string May = "X-May";

    /// <summary>What anybody may call: the host's own login, health and document, and what mail programs and providers call.</summary>
    private static readonly string[] Open =
    [
        "GET /", "GET /login", "POST /login", "POST /logout", "* /health", "GET /openapi/{documentName}.json", "POST /webhooks/{provider}/{token}", "GET /unsubscribe/{token}", "POST /unsubscribe/{token}",
    ];

    [Fact]
    public async Task Every_route_of_the_API_without_credentials_is_401()
    {
        var routes = ApiRoute.Of(Api).Where(route => route.IsOfApi).ToArray();
        Assert.True(routes.Length >= 30);
        foreach (var route in routes) Assert.Equal((route, HttpStatusCode.Unauthorized), (route, await StatusAsync(Api.Anonymous(), route)));
    }

    [Fact]
    public async Task A_key_that_is_nobodys_is_401()
    {
        foreach (var route in ApiRoute.Of(Api).Where(route => route.IsOfApi)) Assert.Equal((route, HttpStatusCode.Unauthorized), (route, await StatusAsync(Api.Anonymous(), route, (Caller.KeyHeader, "nobodys"))));
    }

    [Fact]
    public void Every_route_but_the_open_ones_demands_one_of_the_four_policies() => Assert.All(
        ApiRoute.Of(Api).Where(route => !Open.Contains($"{route.Method} {route.Pattern}")),
        route => Assert.True(!route.IsAnonymous && route.Policies is [var policy] && NotificationsPolicies.All.Contains(policy), $"{route} demands no policy of the API."));

    [Fact]
    public void The_open_routes_are_all_there() => Assert.Equal(
        Open.Order(StringComparer.Ordinal), ApiRoute.Of(Api).Where(route => route.Policies.Count == 0).Select(route => $"{route.Method} {route.Pattern}").Order(StringComparer.Ordinal));

    [Fact]
    public void Every_route_and_its_policy_stand_in_the_document_and_no_others() => Assert.Equal(
        ApiDocument.Routes.Select(route => $"{route.Route} {route.Policy}").Order(StringComparer.Ordinal),
        ApiRoute.Of(Api).Where(route => route.IsOfApi).Select(route => $"{route.Documented} {route.Policies.Single().Split('.')[^1]}").Order(StringComparer.Ordinal));

    [Theory]
    [InlineData(NotificationsPolicies.Read)]
    [InlineData(NotificationsPolicies.Send)]
    [InlineData(NotificationsPolicies.Test)]
    [InlineData(NotificationsPolicies.Manage)]
    public async Task Who_has_one_policy_alone_gets_403_where_another_is_demanded(string granted)
    {
        var host = await StartAsync(services: services =>
        {
            var authorization = services.AddAuthorizationBuilder();
            foreach (var policy in NotificationsPolicies.All) authorization.AddPolicy(policy, rule => rule.RequireAssertion(asked => ((HttpContext)asked.Resource!).Request.Headers[May] == policy));
        });
        var caller = host.NewTenant("acme");
        foreach (var route in ApiRoute.Of(host).Where(route => route.IsOfApi))
        {
            var status = await StatusAsync(caller, route, (May, granted));
            if (route.Policies.Contains(granted)) Assert.True(status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden), $"{route}: {status}");
            else Assert.Equal((route, HttpStatusCode.Forbidden), (route, status));
        }
    }

    [Fact]
    public async Task A_caller_whom_the_host_knows_no_tenant_of_is_told_no_tenant_everywhere()
    {
        var host = await StartAsync(services: services => services.AddScoped<ITenantContext, Nobody>());
        var caller = host.NewTenant("acme");
        foreach (var route in ApiRoute.Of(host).Where(route => route.IsOfApi)) (await caller.SendAsync(new HttpMethod(route.Method), route.Path)).IsProblem("no-tenant", 403);
    }

    [Fact]
    public void Every_type_of_problem_stands_in_the_document_with_its_status_and_no_others() => Assert.Equal(
        ApiDocument.Problems.OrderBy(problem => problem.Type, StringComparer.Ordinal),
        AspNetCore.Calls.ProblemTypes.All.Select(problem => (problem.Name, problem.Status)).OrderBy(problem => problem.Name, StringComparer.Ordinal));

    // An event stream has a status, and no end.
    private static async Task<HttpStatusCode> StatusAsync(Caller caller, ApiRoute route, params (string Name, string Value)[] headers) =>
        await caller.StatusAsync(new HttpMethod(route.Method), route.Path, headers);

    private sealed class Nobody : ITenantContext
    {
        public ValueTask<TenantId?> FindAsync(HttpContext context, CancellationToken cancellationToken) => ValueTask.FromResult<TenantId?>(null);
    }
}
