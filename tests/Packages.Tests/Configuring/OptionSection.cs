using System.Reflection;
using Leadmetrics.Notifications.Tenancy.Suppressing;

namespace Leadmetrics.Packages.Configuring;

/// <summary>A class of options: its own values, and the classes within it.</summary>
internal sealed record OptionSection(Type Type, string Path, string Meaning, IReadOnlyList<OptionRow> Rows, IReadOnlyList<OptionSection> Sections)
{
    /// <summary>Reads a class with the defaults of a new one.</summary>
    /// <exception cref="InvalidOperationException">An option is not documented, or its default is another one than its documentation says.</exception>
    public static OptionSection Read(Type type, string path) => Read(Activator.CreateInstance(type)!, path, null);

    public IEnumerable<OptionSection> WithAllWithin() => Sections.SelectMany(section => section.WithAllWithin()).Prepend(this);

    private static OptionSection Read(object fresh, string path, string? meaning)
    {
        var type = fresh.GetType();
        var comments = XmlComments.Of(type.Assembly);
        var (rows, sections) = (new List<OptionRow>(), new List<OptionSection>());
        foreach (var property in type.GetProperties().Where(property => property.DeclaringType == type).OrderBy(property => property.MetadataToken))
        {
            var key = path.Length == 0 ? property.Name : $"{path}:{property.Name}";
            var (kept, list) = (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, ListOf(property.PropertyType));
            // What is absent at first has the defaults of a new one.
            if (IsOptions(kept)) sections.Add(Read(property.GetValue(fresh) ?? Activator.CreateInstance(kept)!, key, comments.Summary(property)));
            else if (list is not null && IsOptions(list)) sections.Add(Read(Activator.CreateInstance(list)!, $"{key}:0", comments.Summary(property)));
            else rows.Add(new OptionRow(key, Form(list ?? kept, list is not null), list is not null ? comments.Value(property)?.TrimEnd('.') ?? "none" : DefaultOf(comments, property, property.GetValue(fresh)), comments.Summary(property)));
        }

        return new OptionSection(type, path, meaning ?? comments.Summary(type), rows, sections);
    }

    private static bool IsOptions(Type type) => type.IsClass && (type.Name.EndsWith("Options", StringComparison.Ordinal) || type == typeof(SuppressionPolicy));

    private static Type? ListOf(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IList<>) ? type.GetGenericArguments()[0] : null;

    private static string DefaultOf(XmlComments comments, PropertyInfo property, object? value)
    {
        var told = comments.Value(property);
        // A word says it all by itself.
        if (told is null) return value is null or "" ? "none" : value is Enum ? Defaults.Of(value) : throw new InvalidOperationException($"{property.DeclaringType}.{property.Name} does not say its default, {Defaults.Of(value)}.");
        if (!Defaults.IsSaid(told, value)) throw new InvalidOperationException($"{property.DeclaringType}.{property.Name} says its default is \"{told}\"; it is {Defaults.Of(value)}.");
        return told.TrimEnd('.');
    }

    private static string Form(Type type, bool isList) => (isList ? "list of " : "") + (type switch
    {
        _ when type == typeof(string) => "text",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(int) => isList ? "numbers" : "number",
        _ when type == typeof(long) => "octets",
        _ when type == typeof(double) => "fraction",
        _ when type == typeof(TimeSpan) => "duration",
        _ when type == typeof(Uri) => "URL",
        _ when type.IsEnum => string.Join(", ", Enum.GetNames(type).Select(name => $"`{name}`")),
        _ => throw new InvalidOperationException($"No form for {type}."),
    });
}
