namespace Leadmetrics.Peers;

/// <summary>A header of a <see cref="PythonMail"/>, decoded and unfolded.</summary>
public sealed record PythonMailHeader(string Name, string Value);
