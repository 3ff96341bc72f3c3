namespace Leadmetrics.Peers;

/// <summary>HTTP to a peer on this machine, past whatever proxy the environment names.</summary>
internal static class LoopbackHttp
{
    public static HttpClient Create(int port) =>
        new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
}
