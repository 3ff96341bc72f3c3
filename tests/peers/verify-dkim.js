// Verifies DKIM signatures by mailauth. Reads from standard input, each behind its length as eight bytes (big endian): a JSON object of DNS names and their
// TXT records, then messages. Prints one JSON line a message: its signatures in order, each with what came of it and why, and the fields that it
// was computed over (mailauth does not tell those that h= lists and the message has not).
'use strict';

const fs = require('node:fs');
const { dkimVerify } = require('mailauth/lib/dkim/verify');

function* frames(input) {
  for (let at = 0; at < input.length; ) {
    const length = Number(input.readBigUInt64BE(at));
    yield input.subarray(at + 8, at + 8 + length);
    at += 8 + length;
  }
}

async function main() {
  const [zone, ...messages] = frames(fs.readFileSync(0));
  const records = JSON.parse(zone);
  const resolver = async (name, type) => {
    if (type === 'TXT' && Object.hasOwn(records, name)) return [[records[name]]];
    throw Object.assign(new Error(`no ${type} of ${name}`), { code: 'ENOTFOUND' });
  };
  for (const message of messages) {
    const { results } = await dkimVerify(message, { resolver });
    const signatures = results
      .filter(result => result.signingDomain)
      .map(result => ({
        valid: result.status.result === 'pass',
        reason: result.status.result === 'pass' ? null : `${result.status.result}: ${result.status.comment || JSON.stringify(result.status.policy)}`,
        domain: result.signingDomain,
        selector: result.selector,
        headers: result.signingHeaders.keys.toLowerCase().split(':').map(name => name.trim())
      }));
    process.stdout.write(JSON.stringify({ signatures }) + '\n');
  }
}

main();
