using Leadmetrics.Notifications.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace Leadmetrics.Notifications.Tests.Providers.OAuth;

/// <summary>What a host puts on all HTTP clients does not use a refresh token twice.</summary>
public sealed class OAuthHttpTests
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_filter_whose_handler_repeats_lets_one_request_out(bool isSame, bool keepsOptions)
    {
        var tries = 0;
        await using var tokens = new Tokens(services => services.AddSingleton<IHttpMessageHandlerBuilderFilter>(new Filter(() => new Repeater(isSame, keepsOptions, () => tries++))));
        tokens.Endpoint.RotatesRefreshTokens = true;
        tokens.Endpoint.Answer(FakeTokenAnswer.Error("temporarily_unavailable"));

        var failure = (await tokens.Asked().AskAsync("refresh-0")).Failure!;

        Assert.Equal((2, FailureKind.Unavailable, SendOutcome.Deferred), (tries, failure.Kind, failure.Outcome));
        Assert.InRange(tokens.Endpoint.Requests.Count, 0, 1);
        Assert.Equal(keepsOptions, tokens.Endpoint.Requests.Count == 1);
    }

    [Fact]
    public async Task A_filter_that_repeats_nothing_is_not_noticed()
    {
        await using var tokens = new Tokens(services => services.AddSingleton<IHttpMessageHandlerBuilderFilter>(new Filter(() => new Repeater(true, true, static () => { }))));

        Assert.NotNull((await tokens.Asked().AskAsync("refresh-0")).AccessToken);
        Assert.NotNull((await tokens.Asked().AskAsync("refresh-0")).AccessToken);
    }

    private sealed class Filter(Func<DelegatingHandler> handler) : IHttpMessageHandlerBuilderFilter
    {
        public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
        {
            next(builder);
            builder.AdditionalHandlers.Add(handler());
        };
    }

    private sealed class Repeater(bool isSame, bool keepsOptions, Action tried) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            for (var i = 0; ; i++)
            {
                tried();
                try
                {
                    var answer = await base.SendAsync(isSame ? request : await CopyAsync(request, cancellationToken), cancellationToken);
                    if (i == 1 || answer.IsSuccessStatusCode) return answer;
                    answer.Dispose();
                }
                catch (HttpRequestException) when (i == 0)
                {
                }
            }
        }

        private async Task<HttpRequestMessage> CopyAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var copy = new HttpRequestMessage(request.Method, request.RequestUri) { Content = new ByteArrayContent(await request.Content!.ReadAsByteArrayAsync(cancellationToken)) };
            copy.Content.Headers.ContentType = request.Content.Headers.ContentType;
            if (!keepsOptions) return copy;
            foreach (var option in request.Options) ((IDictionary<string, object?>)copy.Options)[option.Key] = option.Value;
            return copy;
        }
    }
}
