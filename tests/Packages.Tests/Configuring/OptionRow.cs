namespace Leadmetrics.Packages.Configuring;

/// <summary>One option of the page.</summary>
/// <param name="Key">What it is called where it is set.</param>
/// <param name="Form">How its value is written.</param>
/// <param name="Default">What holds where nothing is said.</param>
/// <param name="Meaning">What it is for, with its bounds.</param>
internal sealed record OptionRow(string Key, string Form, string Default, string Meaning);
