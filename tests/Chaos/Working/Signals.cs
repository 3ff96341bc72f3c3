using System.Runtime.InteropServices;

namespace Leadmetrics.Chaos.Working;

/// <summary>Signals to processes, by their ids. Linux numbers.</summary>
internal static class Signals
{
    private const int Kill = 9;
    private const int Terminate = 15;
    private const int Continue = 18;
    private const int Stop = 19;

    public static void KillNow(int process) => Send(process, Kill);

    public static void AskToEnd(int process) => Send(process, Terminate);

    public static void Freeze(int process) => Send(process, Stop);

    public static void Thaw(int process) => Send(process, Continue);

    // A process that is gone already is what was wanted, or will be noticed by whoever waits for it.
    private static void Send(int process, int signal) => _ = SendSignal(process, signal);

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
