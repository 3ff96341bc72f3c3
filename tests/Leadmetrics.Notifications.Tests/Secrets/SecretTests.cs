using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Leadmetrics.Notifications.Providers.SendGrid;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Tests.Secrets;

public sealed class SecretTests
{
    private const string Planted = "hunter2-pläin";

    private static readonly Secret Secret = new(Planted);

    public static TheoryData<string, string> Prints => new()
    {
        { "ToString", Secret.ToString() },
        { "interpolation", $"{Secret}" },
        { "a format", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Secret,10}") },
        { "JSON", JsonSerializer.Serialize(Secret) },
        { "JSON of what holds it", JsonSerializer.Serialize(new { Inner = new[] { Secret } }) },
        { "a record that holds it", new Holder("jane", Secret).ToString() },
        { "SmtpConfig", new SmtpConfig { Host = "h", FromAddress = "a@b", User = "jane", Pass = Secret, AccessToken = Secret }.ToString() },
        { "SmtpConfig as JSON", JsonSerializer.Serialize(new SmtpConfig { Host = "h", FromAddress = "a@b", User = "jane", Pass = Secret }) },
        { "SendGridConfig", new SendGridConfig { ApiKey = Secret, FromAddress = "a@b" }.ToString() },
    };

    [Theory]
    [MemberData(nameof(Prints))]
    public void A_secret_prints_three_stars_wherever_it_is_written(string where, string text)
    {
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        Assert.True(text.Contains("***", StringComparison.Ordinal), where);
    }

    [Fact]
    public void The_debugger_shows_three_stars_and_no_field()
    {
        Assert.Equal("***", typeof(Secret).GetCustomAttribute<DebuggerDisplayAttribute>()!.Value);
        var fields = typeof(Secret).GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public);
        Assert.NotEmpty(fields);
        Assert.All(fields, field => Assert.Equal(DebuggerBrowsableState.Never, field.GetCustomAttribute<DebuggerBrowsableAttribute>()?.State));
        Assert.DoesNotContain(typeof(Secret).GetProperties(), property => property.PropertyType == typeof(string));
    }

    [Fact]
    public void Only_asked_for_it_is_revealed()
    {
        Assert.Equal(Planted, Secret.Reveal());
        Assert.Equal(Planted, JsonSerializer.Deserialize<Secret>(JsonSerializer.Serialize(Planted))!.Reveal());
    }

    [Fact]
    public void Equality_is_that_of_the_text()
    {
        Assert.Equal(Secret, new Secret(Planted));
        Assert.Equal(Secret.GetHashCode(), new Secret(Planted).GetHashCode());
        Assert.NotEqual(Secret, new Secret("hunter3"));
        Assert.True(new Secret("").IsEmpty);
        Assert.False(Secret.IsEmpty);
    }

    private sealed record Holder(string User, Secret Pass);
}
