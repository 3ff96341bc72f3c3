namespace Leadmetrics.Notifications;

/// <summary>What a server said.</summary>
/// <param name="Code">The SMTP reply code or the HTTP status.</param>
/// <param name="EnhancedCode">The enhanced status code, for example <c>5.7.1</c> (RFC 3463).</param>
/// <param name="Text">Sanitised: printable, at most 200 characters.</param>
public sealed record ServerResponse(int Code, string? EnhancedCode, string Text);
