// node pg-boss.js PEERS default|fast: mail as jobs of pg-boss.
'use strict';
const { load, mode, main } = require('./load.js');
const { PgBoss } = load('pg-boss');

const isFast = mode === 'fast';
const queue = 'mail';

// fast: whole batches, no wait while they come full, and a listener that wakes workers.
const working = isFast ? { batchSize: 250, localConcurrency: 4, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5 } : {};

main(async (order, pool) => {
  const boss = new PgBoss({ host: order.host, port: order.port, user: order.user, database: order.database, max: Math.max(order.connections, order.concurrency), useListenNotify: isFast });
  boss.on('error', error => console.error(error.message));
  await boss.start();
  await boss.createQueue(queue, isFast ? { notify: true } : {});
  return {
    add: mail => boss.send(queue, mail),
    addInside: (client, mail) => boss.send(queue, mail, { db: { executeSql: (text, values) => client.query(text, values) } }),
    addMany: mails => boss.insert(queue, mails.map(mail => ({ data: mail }))),
    settle: () => pool.query('VACUUM (ANALYZE)'),
    async work(handler) {
      await boss.work(queue, { localConcurrency: order.concurrency, ...working }, jobs => Promise.all(jobs.map(job => handler(job.data))));
      return () => boss.offWork(queue);
    },
    isEmpty: async () => (await pool.query("SELECT 1 FROM pgboss.job WHERE name = $1 AND state IN ('created', 'retry', 'active') LIMIT 1", [queue])).rows.length === 0,
    clear: () => pool.query('TRUNCATE pgboss.job'),
    close: () => boss.stop({ graceful: true, timeout: 5000 }),
  };
});
