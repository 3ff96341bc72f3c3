using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Leadmetrics.Packages.Configuring;

/// <summary>What the XML documentation beside an assembly says of a type or a property, as Markdown.</summary>
internal sealed partial class XmlComments
{
    private readonly Dictionary<string, XElement> _members;

    private XmlComments(Dictionary<string, XElement> members) => _members = members;

    public static XmlComments Of(Assembly assembly) => new(XDocument
        .Load(Path.Combine(AppContext.BaseDirectory, $"{assembly.GetName().Name}.xml"), LoadOptions.PreserveWhitespace)
        .Descendants("member")
        .ToDictionary(member => member.Attribute("name")!.Value));

    public string Summary(Type type) => Text($"T:{type.FullName!.Replace('+', '.')}", "summary") ?? throw new InvalidOperationException($"{type} has no summary.");

    public string Summary(PropertyInfo property) => Text(Id(property), "summary") ?? throw new InvalidOperationException($"{property.DeclaringType}.{property.Name} has no summary.");

    /// <summary>What its <c>value</c> says: the default and its unit.</summary>
    public string? Value(PropertyInfo property) => Text(Id(property), "value");

    private static string Id(PropertyInfo property) => $"P:{property.DeclaringType!.FullName!.Replace('+', '.')}.{property.Name}";

    private string? Text(string id, string element) =>
        _members.TryGetValue(id, out var member) && member.Element(element) is { } found ? Spaces().Replace(Markdown(found), " ").Trim() : null;

    private static string Markdown(XElement element)
    {
        var text = new StringBuilder();
        foreach (var node in element.Nodes())
        {
            text.Append(node switch
            {
                XText plain => plain.Value,
                XElement { Name.LocalName: "see" } see => $"`{see.Attribute("langword")?.Value ?? LastOf(see.Attribute("cref")!.Value)}`",
                XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
                XElement inner => Markdown(inner),
                _ => "",
            });
        }

        return text.ToString();
    }

    /// <summary>Of a type its name, of a member the name and its type's.</summary>
    private static string LastOf(string reference)
    {
        var name = reference[2..].Split('(')[0].Split('.');
        return reference[0] is 'T' or 'F' || name.Length < 2 ? name[^1] : name[^2].EndsWith("Options", StringComparison.Ordinal) ? name[^1] : $"{name[^2]}.{name[^1]}";
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
