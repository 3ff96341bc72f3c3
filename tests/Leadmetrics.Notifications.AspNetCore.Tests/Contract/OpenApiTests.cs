using System.Net;
using System.Text.Json;
using Leadmetrics.Notifications.AspNetCore.Calls;
using Leadmetrics.Notifications.AspNetCore.Describing;
using Leadmetrics.Notifications.AspNetCore.Providing;
using Leadmetrics.Notifications.AspNetCore.Queueing;
using Leadmetrics.Notifications.AspNetCore.Sending;
using Leadmetrics.Notifications.AspNetCore.Suppressing;
using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Contract;

/// <summary>The OpenAPI document that the host's generator makes: whole, and true to what the API reads.</summary>
public sealed class OpenApiTests(Stores stores) : ApiScenario(stores.Sqlite)
{
    [Fact]
    public async Task Every_route_of_the_API_is_an_operation_with_an_id_and_a_summary()
    {
        var operations = await OperationsAsync();

        Assert.Equal(
            ApiRoute.Of(Api).Where(route => route.IsOfApi).Select(route => $"{route.Method} {route.Pattern}").Order(StringComparer.Ordinal),
            operations.Select(operation => operation.Route).Order(StringComparer.Ordinal));
        var ids = operations.Select(operation => operation.Value.GetProperty("operationId").GetString()!).ToArray();
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(operations, operation => Assert.EndsWith(".", operation.Value.GetProperty("summary").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_operation_says_what_it_answers_and_how_it_fails()
    {
        foreach (var (route, operation) in await OperationsAsync())
        {
            var answers = operation.GetProperty("responses").EnumerateObject().Select(answer => answer.Name).ToArray();
            Assert.True(answers.Any(answer => answer[0] == '2') && answers.Contains("400") && answers.Contains("403") && answers.Contains("404"), $"{route}: {string.Join(' ', answers)}");
        }
    }

    [Fact]
    public async Task Every_body_has_a_schema_and_those_with_an_example_are_read_by_the_APIs_own_readers()
    {
        var read = 0;
        foreach (var (route, operation) in await OperationsAsync())
        {
            if (!operation.TryGetProperty("requestBody", out var body)) continue;
            var media = body.GetProperty("content").GetProperty("application/json");
            Assert.True(media.TryGetProperty("schema", out _), route);
            if (!media.TryGetProperty("example", out var example)) continue;
            Read(route, example.GetRawText());
            read++;
        }

        Assert.True(read >= 7);
    }

    [Theory]
    [InlineData(Examples.Provider, typeof(ProviderAnswer))]
    [InlineData(Examples.TestResult, typeof(TestAnswer))]
    [InlineData(Examples.Queued, typeof(QueuedAnswer))]
    [InlineData(Examples.Status, typeof(StatusAnswer))]
    public void An_example_of_an_answer_has_the_fields_that_the_answer_has(string example, Type answer)
    {
        var names = answer.GetProperties().Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)).Order(StringComparer.Ordinal);
        Assert.Equal(names, JsonElement.Parse(example).EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_only_the_host_has_and_what_is_anonymous_is_not_in_it()
    {
        var document = (await Api.Anonymous().GetAsync("/openapi/v1.json")).Is(HttpStatusCode.OK);
        foreach (var path in (string[])["/login", "/webhooks", "/unsubscribe", "/notifications", "/health"]) Assert.DoesNotContain($"\"{path}", document.Text, StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<(string Route, JsonElement Value)>> OperationsAsync() =>
    [
        .. (await Api.Anonymous().GetAsync("/openapi/v1.json")).Is(HttpStatusCode.OK)["paths"].EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => ($"{operation.Name.ToUpperInvariant()} {path.Name}", operation.Value))),
    ];

    private static void Read(string route, string example)
    {
        switch (route)
        {
            case "POST /api/providers" or "PUT /api/providers/{id}":
                Assert.NotNull(JsonSerializer.Deserialize(example, ProvidingJson.Strict.TypeOf<ProviderBody>()));
                break;
            case "POST /api/email/send":
                Assert.NotEmpty(MessageReader.Read(JsonSerializer.Deserialize(example, SendingJson.Strict.TypeOf<SendBody>())!.Message, "message").To);
                break;
            case "POST /api/email/queue" or "POST /api/email/queue/bulk":
                var queued = JsonSerializer.Deserialize(example, SendingJson.Strict.TypeOf<QueueBody>())!;
                Assert.NotNull(queued.ToOptions(null));
                Assert.All(queued.Messages?.EnumerateArray().ToArray() ?? [queued.Message!.Value], message => Assert.NotEmpty(MessageReader.Read(message, "message").To));
                break;
            case "POST /api/email/dead/requeue":
                Assert.NotNull(JsonSerializer.Deserialize(example, QueueingJson.Strict.TypeOf<RequeueBody>())!.Ids);
                break;
            case "POST /api/email/messages/{id}/settle":
                Assert.NotNull(JsonSerializer.Deserialize(example, QueueingJson.Strict.TypeOf<SettleBody>())!.Delivered);
                break;
            case "POST /api/email/suppressions":
                Assert.NotNull(JsonSerializer.Deserialize(example, SuppressingJson.Strict.TypeOf<SuppressionBody>())!.Address);
                break;
            default:
                Assert.Fail($"{route} has an example that nobody reads.");
                break;
        }
    }
}
