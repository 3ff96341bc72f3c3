// Each message becomes a file of the folder $HARAKA_DROP: one line of JSON with the envelope, then the message as Haraka keeps it.
// The file gets its name once it is whole, and before the 250 leaves.
'use strict';

const fs = require('node:fs');
const path = require('node:path');

exports.hook_queue = (next, connection) => {
  const { transaction } = connection;
  const file = path.join(process.env.HARAKA_DROP, transaction.uuid);
  const out = fs.createWriteStream(`${file}.part`);
  out.on('error', error => next(DENYSOFT, error.message));
  out.on('finish', () => {
    fs.renameSync(`${file}.part`, `${file}.mail`);
    next(OK, `queued ${transaction.uuid}`);
  });
  out.write(`${JSON.stringify({ from: transaction.mail_from.address, to: transaction.rcpt_to.map(one => one.address), tls: connection.tls.enabled })}\n`);
  transaction.message_stream.pipe(out);
};
exports.hook_queue_outbound = exports.hook_queue;
