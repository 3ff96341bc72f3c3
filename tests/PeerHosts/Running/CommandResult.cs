using System.Text;

namespace Leadmetrics.Peers;

/// <summary>What came of a program that ran to its end.</summary>
internal sealed record CommandResult(int ExitCode, byte[] OutputBytes, string Errors)
{
    public string Output => Encoding.UTF8.GetString(OutputBytes);
}
