"""read-eml.py [FILE]: a message (FILE, or standard input) as Python's own `email` package reads it, as JSON.

subject, from, to, cc: decoded headers. headers: all of them, decoded, in order. parts: every part that is not a
container, in order, with its decoded text (text/*) or its bytes in base64. defects: what the parser found wrong.
"""

import base64
import email
import email.policy
import json
import sys


def addresses(message, name):
    header = message[name]
    if header is None:
        return []
    return [{"name": one.display_name, "address": one.addr_spec} for one in header.addresses]


def part_of(part):
    try:
        content = part.get_content()
    except LookupError:  # a multipart without parts, or a charset that nobody knows: the defects tell
        content = part.get_payload(decode=True)
    entry = {
        "contentType": part.get_content_type(),
        "charset": part.get_content_charset(),
        "disposition": part.get_content_disposition(),
        "fileName": part.get_filename(),
        "contentId": part["Content-ID"],
        "transferEncoding": (part["Content-Transfer-Encoding"] or "7bit").lower(),
        "text": content if isinstance(content, str) else None,
    }
    if isinstance(content, email.message.Message):
        entry["text"] = content.as_string()
    elif not isinstance(content, str):
        entry["base64"] = base64.b64encode(content).decode("ascii")
    return entry


def main():
    raw = open(sys.argv[1], "rb").read() if len(sys.argv) > 1 else sys.stdin.buffer.read()
    message = email.message_from_bytes(raw, policy=email.policy.default)
    leaves = [part for part in message.walk() if not part.is_multipart()]
    defects = [str(d) for part in message.walk() for d in part.defects]
    defects += [f"{name}: {d}" for part in message.walk() for name, value in part.items() for d in getattr(value, "defects", ())]
    json.dump(
        {
            "subject": message["Subject"],
            "from": addresses(message, "From"),
            "to": addresses(message, "To"),
            "cc": addresses(message, "Cc"),
            "contentType": message.get_content_type(),
            "headers": [{"name": name, "value": str(value)} for name, value in message.items()],
            "parts": [part_of(part) for part in leaves],
            "defects": defects,
        },
        sys.stdout,
    )


main()
