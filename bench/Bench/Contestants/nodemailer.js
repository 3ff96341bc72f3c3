// node nodemailer.js PEERS raw|composed: sends through nodemailer's pool. Reads orders from standard input and writes reports, a line of JSON each, until its input ends.
'use strict';
const { createRequire } = require('node:module');
const fs = require('node:fs');
const path = require('node:path');
const readline = require('node:readline');
const [peers, mode] = process.argv.slice(2);
const nodemailer = createRequire(path.join(peers, 'package.json'))('nodemailer');

function mailOf(order) {
  const file = name => path.join(order.folder, name);
  if (mode === 'raw') return { envelope: { from: 'from@bench.test', to: 'to@bench.test' }, raw: fs.readFileSync(file('content.eml')) };
  return {
    from: 'Bench <from@bench.test>', to: 'to@bench.test', subject: 'Benchmark',
    text: fs.readFileSync(file('text.txt'), 'utf8'), html: fs.readFileSync(file('html.html'), 'utf8'),
    attachments: order.attached ? [{ filename: 'attachment.bin', path: file('attachment.bin') }] : [],
  };
}

async function run(order) {
  const transport = nodemailer.createTransport({
    host: '127.0.0.1', port: order.port, pool: true, maxConnections: order.connections, maxMessages: Infinity, ignoreTLS: true,
  });
  const mail = mailOf(order);
  const send = async messages => {
    let left = messages;
    const sender = async () => { while (left-- > 0) await transport.sendMail({ ...mail }); };
    await Promise.all(Array.from({ length: order.senders }, sender));
  };
  try {
    await send(order.warmUp);
    const cpu = process.cpuUsage();
    const started = process.hrtime.bigint();
    await send(order.messages);
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    const used = process.cpuUsage(cpu);
    return { seconds, cpuSeconds: (used.user + used.system) / 1e6 };
  } finally {
    transport.close();
  }
}

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) process.stdout.write(JSON.stringify(await run(JSON.parse(line))) + '\n');
}

main().catch(error => { console.error(error.message); process.exit(1); });
