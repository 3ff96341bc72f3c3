// node nodemailer.js PEERS PORT MESSAGES SIZE CONNECTIONS: sends through nodemailer's pool and prints the seconds that it took.
'use strict';
const { createRequire } = require('node:module');
const path = require('node:path');
const [peers, port, messages, size, connections] = process.argv.slice(2);
const nodemailer = createRequire(path.join(peers, 'package.json'))('nodemailer');

const header = 'From: <from@example.test>\r\nTo: <to@example.test>\r\nSubject: Benchmark\r\n\r\n';
const line = 'x'.repeat(70) + '\r\n';
let raw = header;
while (raw.length < Number(size)) raw += line;

const transport = nodemailer.createTransport({
  host: '127.0.0.1', port: Number(port), pool: true, maxConnections: Number(connections), maxMessages: Infinity, ignoreTLS: true,
});

async function main() {
  let left = Number(messages);
  const sender = async () => {
    while (left-- > 0) await transport.sendMail({ envelope: { from: 'from@example.test', to: 'to@example.test' }, raw });
  };
  const started = process.hrtime.bigint();
  await Promise.all(Array.from({ length: Number(connections) * 2 }, sender));
  process.stdout.write(String(Number(process.hrtime.bigint() - started) / 1e9));
  transport.close();
}

main().catch(error => { console.error(error.message); process.exit(1); });
