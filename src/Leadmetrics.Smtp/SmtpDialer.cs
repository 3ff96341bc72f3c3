using System.Net.Sockets;

namespace Leadmetrics.Smtp;

/// <summary>Opens the socket to a host. A policy on addresses lives here: the engine dials nowhere else.</summary>
/// <param name="host">The host as configured, in ASCII form.</param>
/// <param name="port">1 to 65535.</param>
/// <param name="cancellationToken">Ends the attempt, at the connect timeout too.</param>
/// <returns>A connected stream socket that the engine owns from then on.</returns>
/// <exception cref="SocketException">No address took the connection, or the name does not resolve.</exception>
public delegate ValueTask<Socket> SmtpDialer(string host, int port, CancellationToken cancellationToken);
