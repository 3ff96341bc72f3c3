namespace Leadmetrics.Notifications.Tests.Diagnosis.Corpus;

/// <summary>Fails whoever asks for HTTP where there is none to speak.</summary>
internal sealed class NoHttp : IHttpClientFactory
{
    public HttpClient CreateClient(string name) => throw new InvalidOperationException("SMTP speaks no HTTP.");
}
