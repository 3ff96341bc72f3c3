"""Verifies DKIM signatures by dkimpy. Reads from standard input, each behind its length as eight bytes (big endian): a JSON object of DNS names and their
TXT records, then messages. Prints one JSON line a message: its signatures in order, each with what came of it and why, and the names in its h=."""

import json
import sys

import dkim


def verify(message, records):
    verifier = dkim.DKIM(message)
    told = []
    for index in range(sum(1 for name, _ in verifier.headers if name.lower() == b"dkim-signature")):
        one = {"valid": False, "reason": None, "domain": None, "selector": None, "headers": []}
        verifier.domain = verifier.selector = None
        verifier.include_headers = ()
        try:
            one["valid"] = verifier.verify(idx=index, dnsfunc=lambda name, timeout=5: records.get(name.decode().rstrip(".")))
            one["reason"] = None if one["valid"] else "bad signature"
        except dkim.DKIMException as failed:
            one["reason"] = str(failed)
        if verifier.domain is not None:
            one["domain"] = verifier.domain.decode()
            one["selector"] = verifier.selector.decode()
            one["headers"] = [name.decode() for name in verifier.include_headers]
        told.append(one)
    return told


def main():
    data = sys.stdin.buffer

    def read():
        head = data.read(8)
        return data.read(int.from_bytes(head, "big")) if head else None

    records = {name: text.encode() for name, text in json.loads(read()).items()}
    while (message := read()) is not None:
        print(json.dumps({"signatures": verify(message, records)}))


main()
