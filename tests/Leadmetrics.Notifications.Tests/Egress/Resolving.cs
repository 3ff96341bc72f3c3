using System.Net;
using System.Net.Sockets;
using Leadmetrics.Notifications.Egress;

namespace Leadmetrics.Notifications.Tests.Egress;

/// <summary>A resolver that answers what it is told, one list a question; the last one again and again.</summary>
internal sealed class Resolving(params string[][] answers)
{
    public List<string> Asked { get; } = [];

    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Asked.Add(host);
        var answer = answers[Math.Min(Asked.Count, answers.Length) - 1];
        return Task.FromResult(Array.ConvertAll(answer, IPAddress.Parse));
    }

    public static EgressPolicy Policy(Action<EgressOptions>? configure = null, params string[][] answers)
    {
        var options = new EgressOptions();
        configure?.Invoke(options);
        return new EgressPolicy(options, new Resolving(answers).ResolveAsync);
    }

    public static HostName Host(string text) => HostName.TryParse(text, out var host, out var error) ? host : throw new ArgumentException(error);

    /// <summary>Why a name that resolves to these may not be called; null where it may.</summary>
    public static async Task<string?> DenyAsync(Action<EgressOptions>? configure, params string[] addresses)
    {
        try
        {
            var vetted = await Policy(configure, addresses).ResolveAsync(Host("mail.example.com"), 587, TestContext.Current.CancellationToken);
            Assert.Equal(addresses.Select(IPAddress.Parse), vetted);
            return null;
        }
        catch (EgressDeniedException denied)
        {
            return denied.Reason;
        }
    }

    /// <summary>A listener on a free port of an address; the port stays taken while it lives.</summary>
    public static Socket Listen(IPAddress address, int port = 0)
    {
        var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(address, port));
        listener.Listen();
        return listener;
    }

    public static int PortOf(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;
}
