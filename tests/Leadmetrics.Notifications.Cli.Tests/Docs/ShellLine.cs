namespace Leadmetrics.Notifications.Cli.Tests.Docs;

/// <summary>A command of a page.</summary>
/// <param name="Text">The command, without a comment behind it.</param>
/// <param name="IsInBlock">Whether it stands in a block for the shell; else in prose, where a verb may be meant that nobody runs as it stands.</param>
internal sealed record ShellLine(string Text, bool IsInBlock);
