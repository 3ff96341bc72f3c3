// Signs bodies of events by Node's own crypto, spoils some of them, and says of each whether SendGrid's library takes it. Prints one JSON line a body:
// what was done to it, the public key as SendGrid shows it, timestamp and signature as its headers have them, the body in base64, and the verdict.
'use strict';

const crypto = require('node:crypto');
const { EventWebhook } = require('@sendgrid/eventwebhook');

const webhook = new EventWebhook();
const keyPair = () => crypto.generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const shown = publicKey => publicKey.export({ type: 'spki', format: 'der' }).toString('base64');

const event = (i, more) => ({ email: `jane${i}@example.net`, event: 'delivered', timestamp: 1780000000 + i, sg_event_id: crypto.randomBytes(16).toString('base64url'), ...more });
const bodies = [
  [event(0)],
  [event(1), event(2, { event: 'open', useragent: 'Mozilla/5.0' })],
  [event(3, { reason: '550 5.1.1 käse ist kein postfach 📭' })],
  Array.from({ length: 500 }, (_, i) => event(i)),
].map(events => JSON.stringify(events).split('},{').join('},\r\n{') + '\r\n');

const flip = (text, at) => text.slice(0, at) + (text[at] === '1' ? '2' : '1') + text.slice(at + 1);
const spoil = {
  nothing: given => given,
  'one character of the body': given => ({ ...given, body: given.body.replace('jane', 'june') }),
  'the line end of the body': given => ({ ...given, body: given.body.trimEnd() }),
  'one digit of the timestamp': given => ({ ...given, timestamp: flip(given.timestamp, 9) }),
  'the key': given => ({ ...given, publicKey: shown(keyPair().publicKey) }),
};

for (const how of Object.keys(spoil)) {
  for (const body of bodies) {
    const { publicKey, privateKey } = keyPair();
    const timestamp = String(1780000000 + crypto.randomInt(1000000));
    const signature = crypto.sign('sha256', Buffer.from(timestamp + body), privateKey).toString('base64');
    const given = spoil[how]({ publicKey: shown(publicKey), timestamp, signature, body });
    const taken = webhook.verifySignature(webhook.convertPublicKeyToECDSA(given.publicKey), given.body, given.signature, given.timestamp);
    process.stdout.write(JSON.stringify({ spoiled: how, ...given, body: Buffer.from(given.body).toString('base64'), taken }) + '\n');
  }
}
