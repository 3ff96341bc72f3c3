using System.Text.Json.Nodes;
using Leadmetrics.Notifications.AspNetCore.Calls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Leadmetrics.Notifications.AspNetCore.Describing;

/// <summary>Describes routes for ASP.NET's own OpenAPI generator, which the host adds or not.</summary>
internal static class RouteDescription
{
    private const string Json = "application/json";
    private const string Message = "message";
    private const string Messages = "messages";
    private const string ProblemJson = "application/problem+json";

    /// <summary>Describes a route with its answer and the problems that all routes share.</summary>
    public static RouteHandlerBuilder Describe<TAnswer>(this RouteHandlerBuilder route, RouteText text, int status = StatusCodes.Status200OK, string contentType = Json) =>
        route.Produces<TAnswer>(status, contentType).Describe(text);

    /// <summary>Describes a route that answers without a body.</summary>
    public static RouteHandlerBuilder DescribeEmpty(this RouteHandlerBuilder route, RouteText text) => route.Produces(StatusCodes.Status204NoContent).Describe(text);

    private static RouteHandlerBuilder Describe(this RouteHandlerBuilder route, RouteText text) => (text.Body is null ? route : route
            .Produces<Problem>(StatusCodes.Status413PayloadTooLarge, ProblemJson)
            .Produces<Problem>(StatusCodes.Status415UnsupportedMediaType, ProblemJson))
        .WithName($"notifications.{text.Id}")
        .WithSummary(text.Summary)
        .Produces<Problem>(StatusCodes.Status400BadRequest, ProblemJson)
        .Produces<Problem>(StatusCodes.Status403Forbidden, ProblemJson)
        .Produces<Problem>(StatusCodes.Status404NotFound, ProblemJson)
        .Produces<Problem>(StatusCodes.Status409Conflict, ProblemJson)
        .Produces<Problem>(StatusCodes.Status429TooManyRequests, ProblemJson)
        .Produces<Problem>(StatusCodes.Status503ServiceUnavailable, ProblemJson)
        .AddOpenApiOperationTransformer((operation, context, cancellationToken) => CompleteAsync(operation, text, context, cancellationToken));

    private static async Task CompleteAsync(OpenApiOperation operation, RouteText text, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.OperationId = text.Id;
        foreach (var (name, description) in text.Query) Add(operation, name, ParameterLocation.Query, description);
        foreach (var (name, description) in text.Headers) Add(operation, name, ParameterLocation.Header, description);
        if (text.AnswerExample is not null)
        {
            foreach (var content in operation.Responses?.Where(response => response.Key[0] == '2').SelectMany(response => response.Value.Content?.Values ?? []) ?? []) content.Example = JsonNode.Parse(text.AnswerExample);
        }

        if (text.Body is null) return;
        var schema = await context.GetOrCreateSchemaAsync(text.Body, cancellationToken: cancellationToken).ConfigureAwait(false);

        // It is read by itself, and so has no type in the body's own.
        if (schema.Properties?.ContainsKey(Message) == true)
        {
            var message = await context.GetOrCreateSchemaAsync(typeof(EmailMessage), cancellationToken: cancellationToken).ConfigureAwait(false);
            schema.Properties[Message] = message;
            if (schema.Properties.ContainsKey(Messages)) schema.Properties[Messages] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = message };
        }

        var media = new OpenApiMediaType { Schema = schema, Example = text.BodyExample is null ? null : JsonNode.Parse(text.BodyExample) };
        operation.RequestBody = new OpenApiRequestBody { Required = !text.BodyIsOptional, Content = new Dictionary<string, OpenApiMediaType> { [Json] = media } };
    }

    private static void Add(OpenApiOperation operation, string name, ParameterLocation place, string description)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter { Name = name, In = place, Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
    }
}
