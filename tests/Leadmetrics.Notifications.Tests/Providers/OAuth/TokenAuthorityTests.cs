using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Leadmetrics.Notifications.Providers.OAuth;
using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Tests.Providers.OAuth;

public sealed class TokenAuthorityTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 8, 7, TimeSpan.Zero);

    [Theory]
    [InlineData(null, "https://login.microsoftonline.com/common/oauth2/v2.0/token")]
    [InlineData("organizations", "https://login.microsoftonline.com/organizations/oauth2/v2.0/token")]
    [InlineData("contoso.example", "https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token")]
    [InlineData("11111111-2222-3333-4444-555555555555", "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/oauth2/v2.0/token")]
    public void Microsofts_address_is_made_of_the_directory(string? directory, string address) =>
        Assert.Equal(new Uri(address), new MicrosoftAuthority(Settings(OAuthProvider.Microsoft) with { Directory = directory }).Address);

    [Fact]
    public void Microsoft_takes_the_clients_own_credentials() => Assert.Equal(
        [new("grant_type", "client_credentials"), new("client_id", "id"), new("client_secret", "cs"), new("scope", "https://outlook.office365.com/.default")],
        new MicrosoftAuthority(Settings(OAuthProvider.Microsoft)).Form(null, Now));

    [Fact]
    public void Microsoft_takes_a_refresh_token_and_is_asked_for_the_next_one() => Assert.Equal(
        [new("grant_type", "refresh_token"), new("client_id", "id"), new("refresh_token", "rt"), new("client_secret", "cs"), new("scope", "https://outlook.office.com/SMTP.Send offline_access")],
        new MicrosoftAuthority(Settings(OAuthProvider.Microsoft)).Form("rt", Now));

    [Fact]
    public void Google_takes_a_refresh_token()
    {
        var google = new GoogleAuthority(Settings(OAuthProvider.Google), "jane@example.com");

        Assert.Equal(new Uri("https://oauth2.googleapis.com/token"), google.Address);
        Assert.Equal([new("grant_type", "refresh_token"), new("client_id", "id"), new("refresh_token", "rt"), new("client_secret", "cs")], google.Form("rt", Now));
    }

    [Fact]
    public void A_public_client_sends_no_secret() =>
        Assert.DoesNotContain(new MicrosoftAuthority(Settings(OAuthProvider.Microsoft) with { ClientSecret = null }).Form("rt", Now), field => field.Key == "client_secret");

    [Fact]
    public void Google_takes_a_service_accounts_assertion_for_the_user()
    {
        using var rsa = RSA.Create(2048);
        var form = new GoogleAuthority(Settings(OAuthProvider.Google) with { ClientId = null, ClientSecret = new Secret(ServiceAccounts.KeyOf(rsa)) }, "jane@example.com").Form(null, Now);

        Assert.Equal(["grant_type", "assertion"], form.Select(field => field.Key));
        Assert.Equal("urn:ietf:params:oauth:grant-type:jwt-bearer", form[0].Value);
        var parts = form[1].Value.Split('.');
        Assert.True(rsa.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]));
        Assert.Equal("""{"alg":"RS256","typ":"JWT","kid":"key-1"}""", header.RootElement.GetRawText());
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
        var seconds = Now.ToUnixTimeSeconds();
        Assert.Equal(
            $$"""{"iss":"{{ServiceAccounts.Email}}","scope":"https://mail.google.com/","aud":"https://oauth2.googleapis.com/token","sub":"jane@example.com","iat":{{seconds}},"exp":{{seconds + 3600}}}""",
            claims.RootElement.GetRawText());
    }

    private static OAuthSettings Settings(OAuthProvider provider) =>
        new() { Provider = provider, ClientId = "id", ClientSecret = new Secret("cs"), Directory = provider == OAuthProvider.Google ? null : "contoso.example" };
}
