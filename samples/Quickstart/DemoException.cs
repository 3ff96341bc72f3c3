namespace Quickstart;

/// <summary>The demo cannot go on, for a reason that its reader can mend.</summary>
internal sealed class DemoException(string message) : Exception(message);
