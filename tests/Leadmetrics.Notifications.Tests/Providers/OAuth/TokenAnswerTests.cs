using System.Net;
using System.Text;
using Leadmetrics.Notifications.Providers.OAuth;

namespace Leadmetrics.Notifications.Tests.Providers.OAuth;

public sealed class TokenAnswerTests
{
    /// <summary>Status, body, kind, outcome, whether it is refused for good and what, remedy.</summary>
    public static TheoryData<int, string, FailureKind, SendOutcome, string?, string?> Failures => new()
    {
        { 400, """{"error":"invalid_grant","error_description":"Token has been expired or revoked."}""", FailureKind.NeedsReauthorization, SendOutcome.Rejected, "Consent", "oauth-reauthorize" },
        { 400, """{"error":"invalid_grant","error_codes":[70008]}""", FailureKind.NeedsReauthorization, SendOutcome.Rejected, "Consent", "oauth-reauthorize" },
        { 400, """{"error":"interaction_required","error_codes":[50076],"suberror":"basic_action"}""", FailureKind.NeedsReauthorization, SendOutcome.Rejected, "Consent", "oauth-reauthorize" },
        { 400, """{"error":"consent_required"}""", FailureKind.NeedsReauthorization, SendOutcome.Rejected, "Consent", "oauth-reauthorize" },
        { 400, """{"error":"unauthorized_client","error_codes":[700016]}""", FailureKind.NeedsReauthorization, SendOutcome.Rejected, "Consent", "oauth-reauthorize" },
        { 401, """{"error":"unauthorized_client","error_description":"Client is unauthorized to retrieve access tokens using this method."}""", FailureKind.NeedsReauthorization, SendOutcome.Rejected, "Consent", "oauth-reauthorize" },
        { 400, """{"error":"admin_policy_enforced"}""", FailureKind.NeedsReauthorization, SendOutcome.Rejected, "Consent", "oauth-reauthorize" },
        { 401, """{"error":"invalid_client","error_codes":[7000215]}""", FailureKind.Authentication, SendOutcome.Rejected, "Client", "oauth-client-refused" },
        { 401, """{"error":"invalid_client","error_description":"The OAuth client was not found."}""", FailureKind.Authentication, SendOutcome.Rejected, "Client", "oauth-client-refused" },
        { 400, """{"error":"invalid_request","error_codes":[90002]}""", FailureKind.Authentication, SendOutcome.Rejected, "Client", "oauth-client-refused" },
        { 400, """{"error":"invalid_scope"}""", FailureKind.Authentication, SendOutcome.Rejected, "Client", "oauth-client-refused" },
        { 429, "", FailureKind.Throttled, SendOutcome.Deferred, null, null },
        { 429, """{"error":"invalid_grant"}""", FailureKind.Throttled, SendOutcome.Deferred, null, null },
        { 403, """{"error":"rate_limit_exceeded"}""", FailureKind.Throttled, SendOutcome.Deferred, null, null },
        { 400, """{"error":"temporarily_unavailable"}""", FailureKind.Unavailable, SendOutcome.Deferred, null, "oauth-endpoint-unreachable" },
        { 500, """{"error":"invalid_grant"}""", FailureKind.Unavailable, SendOutcome.Deferred, null, "oauth-endpoint-unreachable" },
        { 503, "<html>", FailureKind.Unavailable, SendOutcome.Deferred, null, "oauth-endpoint-unreachable" },
        { 302, "", FailureKind.Protocol, SendOutcome.Deferred, null, "oauth-endpoint-unreachable" },
        { 204, "", FailureKind.Protocol, SendOutcome.Deferred, null, "oauth-endpoint-unreachable" },
        { 404, "<html>", FailureKind.Protocol, SendOutcome.Deferred, null, "oauth-endpoint-unreachable" },
        { 400, """{"error":"hunter2"}""", FailureKind.Protocol, SendOutcome.Deferred, null, "oauth-endpoint-unreachable" },
        { 400, """{"error":["invalid_grant"]}""", FailureKind.Protocol, SendOutcome.Deferred, null, "oauth-endpoint-unreachable" },
        { 400, """["invalid_grant"]""", FailureKind.Protocol, SendOutcome.Deferred, null, "oauth-endpoint-unreachable" },
        { 200, "", FailureKind.Protocol, SendOutcome.Deferred, null, "oauth-endpoint-unreachable" },
        { 200, "<html>", FailureKind.Protocol, SendOutcome.Deferred, null, "oauth-endpoint-unreachable" },
        { 200, "{}", FailureKind.Protocol, SendOutcome.Deferred, null, "oauth-endpoint-unreachable" },
        { 200, """{"access_token":""}""", FailureKind.Protocol, SendOutcome.Deferred, null, "oauth-endpoint-unreachable" },
        { 200, """{"access_token":5}""", FailureKind.Protocol, SendOutcome.Deferred, null, "oauth-endpoint-unreachable" },
        { 200, """{"access_token":"\ud800"}""", FailureKind.Protocol, SendOutcome.Deferred, null, "oauth-endpoint-unreachable" },
        { 200, """{"access_token":"t","token_type":"mac"}""", FailureKind.Protocol, SendOutcome.Deferred, null, "oauth-endpoint-unreachable" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_failure_is_judged_by_status_and_word(int status, string body, FailureKind kind, SendOutcome outcome, string? refusal, string? remedy)
    {
        var answer = Read(status, body);

        Assert.Null(answer.AccessToken);
        Assert.Equal((kind, outcome, SendPhase.Auth, refusal, remedy), (answer.Failure!.Kind, answer.Failure.Outcome, answer.Failure.Phase, answer.Refusal?.ToString(), answer.Failure.Remedy?.Code));
        Assert.DoesNotContain("hunter2", answer.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_sentence_names_the_word_and_Microsofts_number_and_nothing_else_of_the_answer()
    {
        var answer = Read(400, """{"error":"invalid_grant","error_codes":[70008],"error_description":"AADSTS70008: hunter2 jane@contoso.example"}""");

        Assert.Equal("Microsoft no longer accepts the authorization (invalid_grant, AADSTS70008).", answer.Failure!.Message);
    }

    [Theory]
    [InlineData("""{"access_token":"t","expires_in":3599,"token_type":"Bearer"}""", 3599)]
    [InlineData("""{"access_token":"t","expires_in":"3599","token_type":"bearer"}""", 3599)]
    [InlineData("""{"access_token":"t","expires_in":60.5}""", 60.5)]
    [InlineData("""{"access_token":"t"}""", 600)]
    [InlineData("""{"access_token":"t","expires_in":0}""", 600)]
    [InlineData("""{"access_token":"t","expires_in":-5}""", 600)]
    [InlineData("""{"access_token":"t","expires_in":"soon"}""", 600)]
    [InlineData("""{"access_token":"t","expires_in":{}}""", 600)]
    [InlineData("""{"access_token":"t","expires_in":1e300}""", 86400)]
    public void A_token_lasts_as_long_as_is_said_and_never_for_ever(string body, double seconds)
    {
        var answer = Read(200, body);

        Assert.Equal(("t", TimeSpan.FromSeconds(seconds)), (answer.AccessToken!.Reveal(), answer.Lifetime));
        Assert.Null(answer.RefreshToken);
    }

    [Fact]
    public void A_refresh_token_that_comes_with_it_takes_the_others_place() =>
        Assert.Equal("next", Read(200, """{"access_token":"t","expires_in":60,"refresh_token":"next"}""").RefreshToken!.Reveal());

    [Fact]
    public void What_a_provider_says_of_when_to_come_again_is_kept()
    {
        Assert.Equal(TimeSpan.FromSeconds(7), TokenAnswer.Read("Google", HttpStatusCode.TooManyRequests, default(ReadOnlyMemory<byte>), TimeSpan.FromSeconds(7)).Failure!.RetryAfter);
        Assert.Equal(TimeSpan.FromSeconds(7), TokenAnswer.Read("Google", HttpStatusCode.ServiceUnavailable, null, TimeSpan.FromSeconds(7)).Failure!.RetryAfter);
    }

    [Fact]
    public void An_answer_that_is_too_large_is_none() =>
        Assert.Equal(FailureKind.Protocol, TokenAnswer.Read("Google", HttpStatusCode.OK, null, null).Failure!.Kind);

    private static TokenAnswer Read(int status, string body) => TokenAnswer.Read("Microsoft", (HttpStatusCode)status, Encoding.UTF8.GetBytes(body), null);
}
