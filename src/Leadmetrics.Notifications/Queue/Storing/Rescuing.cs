namespace Leadmetrics.Notifications.Queue.Storing;

/// <summary>How often a process may crash over a mail. For stores.</summary>
/// <remarks>
/// Whatever a process held when it was killed counts a crash, and most of it is innocent. So one crash changes nothing; after the second a mail is a suspect, of which each worker holds
/// one at a time, beside ordinary mail, so that suspects are told from one another; the third buries it.
/// </remarks>
public static class Rescuing
{
    /// <summary>The crash that makes a mail a suspect.</summary>
    public const int SuspectAfter = 2;

    /// <summary>The crash that buries it.</summary>
    public const int PoisonAfter = 3;
}
