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

    /// <exception cref="InvalidOperationException">A property does not name itself, or its default is another one than its documentation says.</exception>
    public IEnumerable<OptionRow> Rows() => Provider == "smtp" ? Rows(Type, null).Concat(OtherNames) : Rows(Type, null);

    /// <summary>What is read and has no property of its own.</summary>
    private static IEnumerable<OptionRow> OtherNames =>
    [
        new("auth.type", "", "`login`", "How the account authenticates, `login` (by password) or `oauth2` (by tokens); `oauth2` is required for `auth.accessToken` and `auth.provider`."),
        new("auth.user", "", "none", "The same as `user`, as nodemailer writes it."),
        new("auth.pass", "", "none", "The same as `pass`, as nodemailer writes it."),
        new("maxConnections", "", "none", "The same as `pool.maxConnections`."),
        new("maxMessages", "", "none", "The same as `pool.maxMessages`."),
    ];

    public void Write(StringBuilder page)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n### `{Provider}`\n\n{XmlComments.Of(Type.Assembly).Summary(Type)}\n\n| name | default | |\n|---|---|---|\n");
        foreach (var row in Rows()) page.Append(CultureInfo.InvariantCulture, $"| `{row.Key}` | {row.Default} | {row.Meaning.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
    }

    private static IEnumerable<OptionRow> Rows(Type type, object? settings)
    {
        var comments = XmlComments.Of(type.Assembly);
        // What is absent at first has the defaults of a new one; what is required has none.
        settings ??= Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties().OrderBy(property => property.MetadataToken))
        {
            var kept = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (kept.Namespace!.StartsWith(typeof(SendingLimits).Namespace!, StringComparison.Ordinal) && kept.IsClass)
            {
                foreach (var row in Rows(kept, property.GetValue(settings))) yield return row;
                continue;
            }

            var summary = comments.Summary(property);
            var name = Name().Match(summary);
            if (!name.Success) throw new InvalidOperationException($"{type}.{property.Name} does not say its name: \"{summary}\".");
            var told = comments.Value(property)?.TrimEnd('.') ?? "none";
            if (comments.Value(property) is { } said && property.GetValue(settings) is var value && !Defaults.IsSaid(said, value)) throw new InvalidOperationException($"{type}.{property.Name} says its default is \"{said}\"; it is {Defaults.Of(value)}.");
            // JSON has the words of an enumeration in lower case.
            if (kept.IsEnum) told = told.ToLowerInvariant();
            if (property.GetCustomAttribute<RequiredMemberAttribute>() is not null) told = name.Groups[1].Value.Split('.') is [var parent, _] ? $"required in `{parent}`" : "required";
            yield return new OptionRow(name.Groups[1].Value, "", told, summary.Remove(name.Index, name.Length));
        }
    }

    [GeneratedRegex(@": `([a-zA-Z]+(\.[a-zA-Z]+)?)`")]
    private static partial Regex Name();
}
