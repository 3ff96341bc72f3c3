using System.Globalization;
using System.Resources;

namespace Leadmetrics.Notifications.Diagnosis;

/// <summary>The sentences of a resource file, each under a remedy's code: satellite assemblies translate them.</summary>
/// <param name="name">The resource's name, without <c>.resources</c>.</param>
internal sealed class RemedyTexts(string name)
{
    private readonly ResourceManager _resources = new(name, typeof(RemedyTexts).Assembly);

    /// <exception cref="MissingManifestResourceException">No sentence stands under the code.</exception>
    public Remedy Of(string code) => new(code, Find(code, CultureInfo.InvariantCulture) ?? throw new MissingManifestResourceException($"There is no sentence for the remedy {code}."));

    public string? Find(string code, CultureInfo culture) => _resources.GetString(code, culture);
}
