using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.SendGrid;
using Leadmetrics.Notifications.Providers.Ses;
using Leadmetrics.Notifications.Providers.Smtp;

namespace Leadmetrics.Packages.Configuring;

/// <summary>The settings of one kind of account, by the names that their documentation gives them.</summary>
internal sealed partial class AccountSettings
{
    private AccountSettings(string provider, Type type) => (Provider, Type) = (provider, type);

    /// <summary>What the row says it is: <c>smtp</c>.</summary>
    public string Provider { get; }

    private Type Type { get; }

    public static IReadOnlyList<AccountSettings> All() => [new("smtp", typeof(SmtpConfig)), new("sendgrid", typeof(SendGridConfig)), new("ses", typeof(SesConfig))];

    /// <exception cref="InvalidOperationException">A property does not name itself.</exception>
    public IEnumerable<OptionRow> Rows() => Rows(Type);

    public void Write(StringBuilder page)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n### `{Provider}`\n\n{XmlComments.Of(Type.Assembly).Summary(Type)}\n\n| name | default | |\n|---|---|---|\n");
        foreach (var row in Rows()) page.Append(CultureInfo.InvariantCulture, $"| `{row.Key}` | {row.Default} | {row.Meaning.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
    }

    private static IEnumerable<OptionRow> Rows(Type type)
    {
        var comments = XmlComments.Of(type.Assembly);
        foreach (var property in type.GetProperties().OrderBy(property => property.MetadataToken))
        {
            var kept = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (kept.Namespace!.StartsWith(typeof(SendingLimits).Namespace!, StringComparison.Ordinal) && kept.IsClass)
            {
                foreach (var row in Rows(kept)) yield return row;
                continue;
            }

            var summary = comments.Summary(property);
            var name = Name().Match(summary);
            if (!name.Success) throw new InvalidOperationException($"{type}.{property.Name} does not say its name: \"{summary}\".");
            var told = comments.Value(property)?.TrimEnd('.') ?? "none";
            // JSON has the words of an enumeration in lower case.
            if (kept.IsEnum) told = told.ToLowerInvariant();
            if (property.GetCustomAttribute<RequiredMemberAttribute>() is not null) told = name.Groups[1].Value.Split('.') is [var parent, _] ? $"required in `{parent}`" : "required";
            yield return new OptionRow(name.Groups[1].Value, "", told, summary.Remove(name.Index, name.Length));
        }
    }

    [GeneratedRegex(@": `([a-zA-Z]+(\.[a-zA-Z]+)?)`")]
    private static partial Regex Name();
}
