namespace Leadmetrics.Notifications.AspNetCore.Calls;

/// <summary>What a server said.</summary>
internal sealed record ResponseAnswer(int Code, string? EnhancedCode, string Text)
{
    public static ResponseAnswer? Of(ServerResponse? response) => response is null ? null : new ResponseAnswer(response.Code, response.EnhancedCode, response.Text);
}
