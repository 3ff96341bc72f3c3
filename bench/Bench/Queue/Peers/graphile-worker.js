// node graphile-worker.js PEERS default|fast: mail as jobs of graphile-worker.
'use strict';
const { load, mode, main } = require('./load.js');
const { run, makeWorkerUtils, runMigrations, Logger } = load('graphile-worker');

const logger = new Logger(() => (level, message) => { if (level === 'error') console.error(message); });

// fast: the batching that its manual recommends for throughput, with the sizes of its own performance test.
const batching = { localQueue: { size: 500, refetchDelay: { durationMs: 10 } }, completeJobBatchDelay: 0, failJobBatchDelay: 0 };

main(async (order, pool) => {
  await runMigrations({ pgPool: pool, logger });
  const utils = await makeWorkerUtils({ pgPool: pool, logger });
  return {
    add: mail => utils.addJob('mail', mail),
    addInside: (client, mail) => client.query('SELECT graphile_worker.add_job($1, $2::json)', ['mail', JSON.stringify(mail)]),
    addMany: mails => utils.addJobs(mails.map(mail => ({ identifier: 'mail', payload: mail }))),
    settle: () => pool.query('VACUUM (ANALYZE) graphile_worker._private_jobs'),
    async work(handler) {
      const worker = await run({
        pgPool: pool,
        noHandleSignals: true,
        logger,
        concurrency: order.concurrency,
        taskList: { mail: payload => handler(payload) },
        preset: mode === 'fast' ? { worker: batching } : {},
      });
      return () => worker.stop();
    },
    isEmpty: async () => (await pool.query('SELECT 1 FROM graphile_worker._private_jobs LIMIT 1')).rows.length === 0,
    clear: () => pool.query('TRUNCATE graphile_worker._private_jobs'),
    close: () => utils.release(),
  };
});
