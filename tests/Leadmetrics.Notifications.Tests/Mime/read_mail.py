"""Reads messages from standard input, each behind its length as eight bytes (big endian), and prints what Python's email package makes of each, one JSON line a message."""
import base64
import json
import re
import sys
from email import policy
from email.header import decode_header, make_header
from email.parser import BytesParser
from email.utils import getaddresses


def part(node):
    told = {
        "type": node.get_content_type(),
        "disposition": node.get_content_disposition(),
        # get_filename() would take off brackets that are part of the name.
        "fileName": node["Content-Disposition"].params.get("filename") if node["Content-Disposition"] else None,
        "name": node["Content-Type"].params.get("name") if node["Content-Type"] else None,
        "contentId": node["Content-ID"],
        "encoding": node["Content-Transfer-Encoding"],
        "boundary": node.get_boundary(),
        "relatedType": node["Content-Type"].params.get("type") if node["Content-Type"] else None,
        "defects": [type(d).__name__ for d in node.defects],
        "content": None,
        "parts": [],
    }
    if node.is_multipart():
        told["parts"] = [part(child) for child in node.iter_parts()]
    else:
        told["content"] = base64.b64encode(node.get_payload(decode=True)).decode()
    return told


def without_blanks(text):
    return "".join(text.split())


def addresses(message, name):
    """By both of Python's readers. The new one has faults with white space in names (any kind becomes one blank, and one is put between encoded-words); the old one has not."""
    new = [(a.display_name, a.addr_spec) for field in message.get_all(name, []) for a in field.addresses]
    raw = [re.sub("\r\n(?=[ \t])", "", value) for key, value in message.raw_items() if key.lower() == name.lower()]
    old = [(str(make_header(decode_header(shown))), address) for shown, address in getaddresses(raw) if address]
    if [(without_blanks(shown), address) for shown, address in new] != [(without_blanks(shown), address) for shown, address in old]:
        raise ValueError(f"two readings of {raw!r}: {new!r} and {old!r}")
    return [{"name": shown, "address": address} for shown, address in old]


def main():
    data = sys.stdin.buffer
    parser = BytesParser(policy=policy.default)
    while head := data.read(8):
        message = parser.parsebytes(data.read(int.from_bytes(head, "big")))
        print(json.dumps({
            "fields": [{"name": name, "value": str(value)} for name, value in message.items()],
            "from": addresses(message, "From"),
            "to": addresses(message, "To"),
            "cc": addresses(message, "Cc"),
            "replyTo": addresses(message, "Reply-To"),
            "date": message["Date"].datetime.isoformat() if message["Date"] else None,
            "root": part(message),
        }))


main()
