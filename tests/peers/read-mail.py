"""Reads mails from standard input, each behind its length as eight octets (big endian), and prints one line of JSON for each: what Python's email package
makes of it, or {"error": ...}. Ends with its input. A content of more than a mebibyte is told by its length and its SHA-256 alone.
"""
import base64
import functools
import hashlib
import json
import re
import sys
import traceback
from email import policy
from email.header import decode_header, make_header
from email.headerregistry import HeaderRegistry
from email.parser import Parser
from email.utils import getaddresses

LARGEST_TOLD = 1024 * 1024


class Registry(HeaderRegistry):
    """Python's own, which makes a class anew for every field that it reads, with a memory."""

    __getitem__ = functools.cache(HeaderRegistry.__getitem__)
    __hash__ = object.__hash__


# The tree by the old policy, which leaves fields raw, and each field once by the new one: that one parses a field again for every look at it.
parser = Parser(policy=policy.compat32)
by_new_policy = policy.default.clone(header_factory=Registry()).header_fetch_parse


def raw_fields(node):
    """As the new policy keeps them: without the blanks behind the colon."""
    return [(name, value.lstrip(" \t")) for name, value in node.raw_items()]


def part(node, fields):
    known = {name.lower(): by_new_policy(name, raw) for name, raw in fields if name.lower().startswith("content-")}
    kind = known.get("content-type")
    place = known.get("content-disposition")
    told = {
        "type": kind.content_type if kind else node.get_content_type(),
        "disposition": place.content_disposition if place else None,
        # get_filename() would take off brackets that are part of the name.
        "fileName": place.params.get("filename") if place else None,
        "name": kind.params.get("name") if kind else None,
        "method": kind.params.get("method") if kind else None,
        "contentId": known.get("content-id"),
        "encoding": known.get("content-transfer-encoding"),
        "boundary": kind.params.get("boundary") if kind else None,
        "relatedType": kind.params.get("type") if kind else None,
        "defects": [type(d).__name__ for d in node.defects],
        "content": None,
        "length": None,
        "sha256": None,
        "parts": [],
    }
    if node.is_multipart():
        told["parts"] = [part(child, raw_fields(child)) for child in node.get_payload()]
    else:
        content = node.get_payload(decode=True)
        told["length"] = len(content)
        if len(content) > LARGEST_TOLD:
            told["sha256"] = hashlib.sha256(content).hexdigest()
        else:
            told["content"] = base64.b64encode(content).decode()
    return told


def unfolded(raw, value):
    """A value that begins behind a fold, as it does under a very long name, is read as one that begins with a blank."""
    return value[1:] if raw[:1] in ("\r", "\n") and value[:1] == " " else value


def without_blanks(text):
    return "".join(text.split())


def spelled(address):
    """The new reader forgets the quotes that a local part has for its dots alone."""
    local = address.username
    has_odd_dots = local.startswith(".") or local.endswith(".") or ".." in local
    return f'"{local}"@{address.domain}' if has_odd_dots and not address.addr_spec.startswith('"') else address.addr_spec


def addresses(fields, parsed, wanted):
    """By both of Python's readers. The new one has faults with white space in names (any kind becomes one blank, and one is put between encoded-words); the old one has not."""
    new = [(a.display_name, spelled(a)) for (name, _), field in zip(fields, parsed) if name.lower() == wanted for a in field.addresses]
    raw = [re.sub("\r\n(?=[ \t])", "", value) for name, value in fields if name.lower() == wanted]
    old = [(str(make_header(decode_header(shown))), address) for shown, address in getaddresses(raw) if address]
    if [(without_blanks(shown), address) for shown, address in new] != [(without_blanks(shown), address) for shown, address in old]:
        raise ValueError(f"two readings of {raw!r}: {new!r} and {old!r}")
    return [{"name": shown, "address": address} for shown, address in old]


def read(message):
    fields = raw_fields(message)
    parsed = [by_new_policy(name, raw) for name, raw in fields]
    date = next((field for (name, _), field in zip(fields, parsed) if name.lower() == "date"), None)
    return {
        "fields": [{"name": name, "value": unfolded(raw, str(field))} for (name, raw), field in zip(fields, parsed)],
        "from": addresses(fields, parsed, "from"),
        "to": addresses(fields, parsed, "to"),
        "cc": addresses(fields, parsed, "cc"),
        "replyTo": addresses(fields, parsed, "reply-to"),
        "date": date.datetime.isoformat() if date else None,
        "root": part(message, fields),
    }


def main():
    data = sys.stdin.buffer
    while head := data.read(8):
        mail = data.read(int.from_bytes(head, "big"))
        try:
            # As UTF-8, which a header may be (RFC 6532); all else is ASCII.
            told = read(parser.parsestr(mail.decode("utf-8")))
        except Exception:
            told = {"error": traceback.format_exc()}
        print(json.dumps(told), flush=True)


main()
