// What the peers' queues have in common: orders are read from standard input and reports written, a line of JSON each, until the input ends.
'use strict';
const { createRequire } = require('node:module');
const path = require('node:path');
const readline = require('node:readline');
const { performance } = require('node:perf_hooks');

const load = createRequire(path.join(process.argv[2], 'package.json'));
const { Pool } = load('pg');
const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));
const LeftOut = 50;

function mailOf(order, number) {
  return { number, tenant: `tenant-${number % order.tenants}`, from: 'from@bench.test', to: 'to@bench.test', subject: 'Benchmark', text: 'figures '.repeat(Math.ceil(order.bodySize / 8)).slice(0, order.bodySize) };
}

// Runs a piece of work over and over in as many loops as there are connections, until the time is over; counts what the work says it did.
async function timed(order, work) {
  const begin = clock();
  const until = begin.at + order.seconds * 1000;
  let count = 0;
  let number = 0;
  const loop = async () => {
    while (performance.now() < until) {
      // Apart: the sum would be read before the work and written behind it.
      const done = await work(number++);
      count += done;
    }
  };
  await Promise.all(Array.from({ length: order.connections }, loop));
  return begin.report(count);
}

// Fills the queue, lets the worker at it, and stops the clock when nothing is left or the time is over. It starts with the first mail that is handed out.
async function drained(order, queue, smtp) {
  const transport = smtp ? load('nodemailer').createTransport({ host: '127.0.0.1', port: order.smtpPort, pool: true, maxConnections: order.concurrency, maxMessages: Infinity, ignoreTLS: true }) : null;
  for (let number = 0; number < order.messages; number += 1000) await queue.addMany(Array.from({ length: Math.min(1000, order.messages - number) }, (_, i) => mailOf(order, number + i)));
  await queue.settle();
  let begin = null;
  let count = 0;
  const stop = await queue.work(async mail => {
    begin ??= clock();
    if (transport) await transport.sendMail({ from: mail.from, to: mail.to, subject: mail.subject, text: mail.text });
    count++;
  });
  const patience = performance.now() + 30_000;
  while (begin === null && performance.now() < patience) await pause(5);
  if (begin === null) throw new Error('no mail was handed out in 30 s');
  const until = begin.at + order.seconds * 1000;
  while (performance.now() < until && (count < order.messages || !(await queue.isEmpty()))) await pause(5);
  const report = begin.report(count);
  await stop();
  transport?.close();
  return report;
}

// Adds mails at an even rate and looks at how long each took from the call to its handler. The first ones are left out.
async function latency(order, queue) {
  const sent = [];
  const waits = [];
  const stop = await queue.work(async mail => { if (mail.number >= LeftOut) waits.push(performance.now() - sent[mail.number]); });
  await pause(1000);
  const begin = clock();
  const adding = [];
  const total = Math.floor(order.rate * order.seconds);
  for (let number = 0; number < total; number++) {
    const due = begin.at + number * 1000 / order.rate;
    while (performance.now() < due) await pause(1);
    sent[number] = performance.now();
    adding.push(queue.add(mailOf(order, number)));
  }
  await Promise.all(adding);
  const patience = performance.now() + 5_000;
  while (waits.length < total - LeftOut && performance.now() < patience) await pause(10);
  const report = begin.report(waits.length);
  await stop();
  waits.sort((one, other) => one - other);
  const at = share => waits.length === 0 ? null : waits[Math.min(waits.length - 1, Math.floor(waits.length * share))];
  return { ...report, asked: total - LeftOut, p50: at(0.5), p99: at(0.99) };
}

function clock() {
  const at = performance.now();
  const cpu = process.cpuUsage();
  return {
    at,
    report: count => {
      const seconds = (performance.now() - at) / 1000;
      const used = process.cpuUsage(cpu);
      return { count, seconds, cpuSeconds: (used.user + used.system) / 1e6 };
    },
  };
}

// open(order, pool) gives a queue: add, addInside(client, mail), addMany, settle, work(handler) → stop, isEmpty, clear, close.
async function serve(open) {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const order = JSON.parse(line);
    const pool = new Pool({ host: order.host, port: order.port, user: order.user, database: order.database, max: Math.max(order.connections, order.concurrency) });
    // graphile-worker asks for both; a connection that breaks ends the run by its query.
    pool.on('error', () => {});
    pool.on('connect', client => client.on('error', () => {}));
    const queue = await open(order, pool);
    await queue.clear();
    await pool.query('CREATE TABLE IF NOT EXISTS orders (id bigserial PRIMARY KEY, note text NOT NULL)');
    await pool.query('CHECKPOINT');
    const report = await run(order, queue, pool);
    await queue.clear();
    await queue.close();
    await pool.end();
    process.stdout.write(JSON.stringify(report) + '\n');
  }
}

async function run(order, queue, pool) {
  switch (order.figure) {
    case 'enqueue': return timed(order, async number => { await queue.add(mailOf(order, number)); return 1; });
    case 'transaction': return timed(order, async number => {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        await client.query('INSERT INTO orders (note) VALUES ($1)', ['an order']);
        await queue.addInside(client, mailOf(order, number));
        await client.query('COMMIT');
        return 1;
      } finally {
        client.release();
      }
    });
    case 'bulk': return timed({ ...order, connections: 1 }, async number => {
      await queue.addMany(Array.from({ length: order.batch }, (_, i) => mailOf(order, number * order.batch + i)));
      return order.batch;
    });
    case 'drain': return drained(order, queue, false);
    case 'drain-smtp': return drained(order, queue, true);
    case 'latency': return latency(order, queue);
    default: throw new Error(`There is no figure ${order.figure}.`);
  }
}

module.exports = {
  load,
  mode: process.argv[3],
  main: open => serve(open).then(() => process.exit(0), error => { console.error(error.stack ?? error.message); process.exit(1); }),
};
