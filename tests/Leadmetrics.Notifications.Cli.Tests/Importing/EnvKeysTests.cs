using Leadmetrics.Notifications.Cli.Importing;

namespace Leadmetrics.Notifications.Cli.Tests.Importing;

/// <summary>What docs/import.md promises of each key, over many environment files.</summary>
public sealed class EnvKeysTests
{
    // Those that two accounts share, or that stand for one another: all their combinations are tried.
    private static readonly string[] Shared = ["SMTP_HOST=h", "SMTP_FROM=a@b.example", "SMTP_FROM_NAME=A", "SMTP_SENDER=d@b.example", "MAX_EMAILS_PER_HOUR=100", "SMTP_TENANT=t", "SENDGRID_API_KEY=k", "SENDGRID_FROM=c@b.example", "SENDGRID_FROM_NAME=C", "SENDGRID_TENANT=t"];

    private static readonly string[][] Values =
    [
        ["SMTP_HOST", "", "smtp.gmail.com", "h", "${NOT_SET_ANYWHERE}"], ["SMTP_PORT", "465", "587", "x"], ["SMTP_USER", "u"], ["SMTP_USERNAME", "u", "v"], ["SMTP_PASS", "p", ""], ["SMTP_PASSWORD", "p"],
        ["SMTP_FROM", "a@b.example", "A <a@b.example>", "<", "", "${NOT_SET_ANYWHERE}"], ["SMTP_FROM_NAME", "A", ""], ["SMTP_SENDER", "a@b.example"], ["SMTP_MAIL_FROM", "a@b.example"],
        ["SMTP_SECURE", "true", "false", "ssl", "x"], ["SMTP_SSL", "true"], ["SMTP_TLS", "true", "false"], ["SMTP_STARTTLS", "true", "never"], ["SMTP_IGNORE_TLS", "true"], ["SMTP_TLS_SKIP_VERIFY", "true", "x"],
        ["SMTP_SERVICE", "gmail", "outlook", "x"], ["SMTP_DOMAIN", "b.example"], ["SMTP_TENANT", "t"], ["SMTP_ENABLED", "true", "x"], ["SMTP_PRIORITY", "1", "x"], ["SMTP_REPLY_TO", "a@b.example"], ["SMTP_URL", "u"],
        ["SMTP_RATE_LIMIT", "5"], ["SMTP_RATE_DELTA", "1000", "5"], ["SMTP_AUTHENTICATION", "plain", "x"], ["SMTP_AUTH_TYPE", "login", "oauth2", "x"], ["SMTP_POOL", "true"], ["SMTP_API_KEY", "k"], ["SMTP_COLOUR", "x"],
        ["MAX_EMAILS_PER_HOUR", "5", ""], ["SENDGRID_API_KEY", "k", "", "${NOT_SET_ANYWHERE}"], ["SENDGRID_FROM", "c@b.example", "", "<"], ["SENDGRID_FROM_NAME", "C", ""], ["SENDGRID_REGION", "eu"], ["SENDGRID_TENANT", "t"],
        ["SENDGRID_ENABLED", "false"], ["SENDGRID_PASS", "p"], ["OTHER", "x"],
    ];

    [Fact]
    public void Every_combination_of_shared_keys_leaves_each_of_them_mapped_or_dropped_or_refused()
    {
        for (var chosen = 1; chosen < 1 << Shared.Length; chosen++) Check([.. Shared.Where((_, i) => (chosen & (1 << i)) != 0)]);
    }

    [Fact]
    public void Keys_by_chance_are_each_mapped_or_dropped_or_refused()
    {
        for (var seed = 0; seed < 5000; seed++)
        {
            var random = new Random(seed);
            var share = random.NextDouble();
            Check([.. Values.Where(_ => random.NextDouble() < share).Select(key => $"{key[0]}={key[random.Next(1, key.Length)]}")]);
        }
    }

    private static void Check(string[] lines)
    {
        foreach (var from in new[] { null, new EmailAddress("e@b.example") })
        {
            var notes = new ImportNotes();
            foreach (var definition in EnvDefinitions.Of(EnvFile.Read("FILE", string.Join('\n', lines)), notes)) DefinitionReader.Read(definition, from, notes);
            HashSet<string>[] fates = [.. new[] { notes.Mapped, notes.Dropped, notes.Refused }.Select(fate => fate.Select(note => note.Key).ToHashSet())];
            foreach (var key in lines.Select(line => line.Split('=')[0])) Assert.True(fates.Count(fate => fate.Contains(key)) == 1, $"{key} of {string.Join(' ', lines)} is in {fates.Count(fate => fate.Contains(key))} of mapped, dropped and refused.");
        }
    }
}
