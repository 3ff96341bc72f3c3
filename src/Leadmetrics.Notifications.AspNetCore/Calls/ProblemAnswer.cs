using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Leadmetrics.Notifications.AspNetCore.Calls;

/// <summary>Answers with a problem.</summary>
internal sealed class ProblemAnswer(ProblemException problem) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        if (response.HasStarted) return;
        response.StatusCode = problem.Type.Status;
        response.ContentType = "application/problem+json";
        if (problem.RetryAfter is { } wait) response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        await JsonSerializer.SerializeAsync(response.Body, problem.ToProblem(), CallJson.Default.Problem, httpContext.RequestAborted).ConfigureAwait(false);
    }
}
