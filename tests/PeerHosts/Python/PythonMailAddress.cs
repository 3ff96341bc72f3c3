namespace Leadmetrics.Peers;

/// <summary>An address of a <see cref="PythonMail"/>, its name decoded.</summary>
public sealed record PythonMailAddress(string Name, string Address);
