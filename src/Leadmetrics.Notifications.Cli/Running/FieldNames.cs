using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Cli.Running;

/// <summary>Puts the library's names of fields into the words that were typed: an option or a variable.</summary>
internal static class FieldNames
{
    private const string Library = "Leadmetrics.Notifications: ";

    private const string OneOfMany = "messages[";

    private static readonly Dictionary<string, string> Messages = new(StringComparer.Ordinal)
    {
        ["to"] = "--to",
        ["cc"] = "--cc",
        ["bcc"] = "--bcc",
        ["from"] = "--from",
        ["replyTo"] = "--reply-to",
        ["subject"] = "--subject",
        ["text"] = "--text",
        ["html"] = "--html",
        ["attachments"] = "--attach",
        ["headers"] = "--header",
    };

    private static readonly Dictionary<string, string> Configs = new(StringComparer.Ordinal)
    {
        ["provider"] = "--provider",
        ["config"] = "--config-file",
        ["host"] = "--host",
        ["port"] = "--port",
        ["secure"] = "--secure",
        ["user"] = "--user",
        ["pass"] = "--pass-env",
        ["auth.accessToken"] = "--token-env",
        ["apiKey"] = "--api-key-env",
        ["accessKeyId"] = "--access-key-id",
        ["secretAccessKey"] = "--secret-access-key-env",
        ["sessionToken"] = "--session-token-env",
        ["region"] = "--region",
        ["fromAddress"] = "--from",
        ["fromName"] = "--from",
        ["name"] = "--ehlo",
        ["tls.mode"] = "--tls",
        ["tls.rejectUnauthorized"] = "--insecure-cert",
    };

    private static readonly (string Option, string Name)[] Options =
    [
        ("Queue:Concurrency", "--concurrency"),
        ("Keys:0:Key", "LMN_KEY"),
        ("Keys", "LMN_KEY"),
        ("Platform:SendGrid:ApiKey", "SENDGRID_API_KEY"),
        ("Platform:SendGrid:FromAddress", "SENDGRID_FROM"),
        ("Platform:SendGrid:FromName", "SENDGRID_FROM"),
        ("SendGridBaseAddress", "SENDGRID_BASE_ADDRESS"),
        ("SesBaseAddress", "SES_BASE_ADDRESS"),
        ("Egress:AllowedNetworks", "LMN_ALLOWED_NETWORKS"),
        ("Egress:AllowedPorts", "LMN_ALLOWED_PORTS"),
        ("Egress:AllowedHosts", "LMN_ALLOWED_HOSTS"),
        ("Egress:ClearTextHosts", "LMN_CLEAR_TEXT_HOSTS"),
        ("Egress:AnyCertificateHosts", "LMN_ANY_CERTIFICATE_HOSTS"),
        ("Redirect:To", "LMN_REDIRECT_TO"),
        ("Redirect:AllowedDomains", "LMN_REDIRECT_ALLOWED_DOMAINS"),
        ("Capture:To", "LMN_CAPTURE_ALL_TO"),
        ("TrustedRootsFile", "LMN_TRUSTED_ROOTS"),
        ("PostgresStoreOptions.Schema", "--schema"),
    ];

    /// <summary>The option of a message's field such as <c>to[0].address</c>; <see langword="null"/> where there is none.</summary>
    public static string? OfMessage(string field)
    {
        // One of many: messages[3].to[0].address.
        if (field.StartsWith(OneOfMany, StringComparison.Ordinal)) field = field[(field.IndexOf('.', StringComparison.Ordinal) + 1)..];
        var end = field.AsSpan().IndexOfAny('[', '.');
        return Messages.GetValueOrDefault(end < 0 ? field : field[..end]);
    }

    /// <summary>The option of a provider's setting; <see langword="null"/> where only a file can hold it.</summary>
    public static string? OfConfig(string field) => Configs.GetValueOrDefault(field);

    /// <summary>The option over which a mail was not queued.</summary>
    public static string OfRefusal(QueueRefusal refusal) => refusal switch
    {
        QueueRefusal.KeyReused => "--key",
        QueueRefusal.Expired or QueueRefusal.ExpiresFar => "--expires-at",
        _ => "--send-at",
    };

    /// <summary>The argument or option of a question about a domain.</summary>
    public static string OfQuestion(string field) => field switch
    {
        "dkimSelectors" => "--selector",
        "spfIncludes" => "--include",
        _ => "DOMAIN",
    };

    /// <summary>The sentence about a host's option, with the variable that gives it here.</summary>
    public static string InOption(string sentence)
    {
        var own = Own(sentence);
        foreach (var (option, name) in Options)
        {
            if (own.StartsWith(option, StringComparison.Ordinal)) return name + own[option.Length..];
        }

        return own;
    }

    /// <summary>The sentence about a host's option without the option's name.</summary>
    public static string WithoutOption(string sentence) => Own(sentence).Split(' ', 2)[^1];

    private static string Own(string sentence) => sentence.StartsWith(Library, StringComparison.Ordinal) ? sentence[Library.Length..] : sentence;
}
