"""An SMTP server that speaks one old version of TLS and no other, by OpenSSL.

old-tls.py TLSv1|TLSv1_1|TLSv1-client starttls|implicit (-client: up to TLS 1.2, and a client certificate is demanded): certificate and key come as PEM on standard input, up to a line with a dot; the port is the first line of
standard output. It ends with its standard input.
"""
import os
import socket
import ssl
import sys
import tempfile
import threading
import warnings

warnings.simplefilter("ignore", DeprecationWarning)
version, how = sys.argv[1], sys.argv[2]
pem = []
for line in sys.stdin:
    if line.strip() == ".":
        break
    pem.append(line)

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.set_ciphers("ALL:@SECLEVEL=0")
demands = version.endswith("-client")
context.minimum_version = ssl.TLSVersion[version.removesuffix("-client")]
context.maximum_version = ssl.TLSVersion.TLSv1_2 if demands else context.minimum_version
with tempfile.NamedTemporaryFile("w", suffix=".pem", delete=False) as file:
    file.write("".join(pem))
try:
    context.load_cert_chain(file.name)
    if demands:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(file.name)
finally:
    os.unlink(file.name)

listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)


def serve(connection):
    try:
        if how == "implicit":
            connection = context.wrap_socket(connection, server_side=True)
        stream = connection.makefile("rwb", buffering=0)
        stream.write(b"220 old.example.com ESMTP\r\n")
        while command := stream.readline().strip().upper():
            if command.startswith(b"EHLO"):
                stream.write(b"250-old.example.com\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n")
            elif command == b"STARTTLS":
                stream.write(b"220 go\r\n")
                context.wrap_socket(connection, server_side=True)
                return
            else:
                stream.write(b"221 bye\r\n")
                return
    except (OSError, ssl.SSLError):
        pass
    finally:
        connection.close()


def accept():
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection,), daemon=True).start()


threading.Thread(target=accept, daemon=True).start()
sys.stdin.read()
