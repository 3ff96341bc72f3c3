// node smtp-peer.js '{"certs":"FOLDER", "auth":["PLAIN","LOGIN","XOAUTH2"], …}'
//
// An SMTP (or LMTP) server built on nodemailer's smtp-server, on two free ports of 127.0.0.1. Prints one line of JSON,
// {"smtp":PORT,"http":PORT}, when it is ready. GET / on the second port answers all that has arrived, DELETE / forgets it.
//   secure       implicit TLS; otherwise STARTTLS is offered
//   lmtp         speak LMTP; every second recipient's mailbox is full
//   auth         mechanisms offered; with any, AUTH is demanded
//   user, password, token   what AUTH accepts
//   size         SIZE limit in bytes
//   hide         extensions not advertised: any of PIPELINING, 8BITMIME, SMTPUTF8, STARTTLS, DSN, ENHANCEDSTATUSCODES
// Recipients: reject…@ answers 550, grey…@ answers 451.
'use strict';

const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { SMTPServer } = require('smtp-server');

const options = { user: 'user@example.test', password: 'p4ss', token: 'tok', size: 35 * 1024 * 1024, auth: [], hide: [], ...JSON.parse(process.argv[2] || '{}') };
const inbox = [];

const refuse = (code, text) => Object.assign(new Error(text), { responseCode: code });

function authenticate(attempt, session, done) {
  if (attempt.method === 'XOAUTH2') {
    // smtp-server sends `data` as the base64 error challenge that XOAUTH2 prescribes, and 535 after it.
    return attempt.username === options.user && attempt.accessToken === options.token
      ? done(null, { user: attempt.username })
      : done(null, { data: { status: '401', schemes: 'bearer mac', scope: 'mail' } });
  }
  return attempt.username === options.user && attempt.password === options.password
    ? done(null, { user: attempt.username })
    : done(refuse(535, 'Authentication credentials invalid'));
}

function recipient(address, session, done) {
  if (address.address.startsWith('reject')) return done(refuse(550, 'No such user here'));
  if (address.address.startsWith('grey')) return done(refuse(451, 'Greylisted, try again later'));
  return done();
}

function content(stream, session, done) {
  const chunks = [];
  stream.on('data', chunk => chunks.push(chunk));
  stream.on('end', () => {
    if (stream.sizeExceeded) return done(refuse(552, 'Message exceeds the size limit'));
    const to = session.envelope.rcptTo;
    inbox.push({
      from: session.envelope.mailFrom ? session.envelope.mailFrom.address : '',
      to: to.map(one => one.address),
      user: session.user || null,
      tls: Boolean(session.secure),
      raw: Buffer.concat(chunks).toString('base64'),
    });
    const answer = `queued as ${inbox.length}`;
    return done(null, options.lmtp ? to.map((one, index) => (index % 2 ? refuse(452, 'Mailbox full') : answer)) : answer);
  });
}

const server = new SMTPServer({
  name: 'mail.example.test',
  banner: 'Leadmetrics test peer',
  key: fs.readFileSync(path.join(options.certs, 'server.key')),
  cert: fs.readFileSync(path.join(options.certs, 'server.crt')),
  secure: Boolean(options.secure),
  lmtp: Boolean(options.lmtp),
  size: options.size,
  authMethods: options.auth,
  authOptional: options.auth.length === 0,
  disabledCommands: options.hide.includes('STARTTLS') ? ['STARTTLS'] : [],
  allowInsecureAuth: options.hide.includes('STARTTLS'),
  disableReverseLookup: true,
  hideDSN: options.hide.includes('DSN'),
  hideENHANCEDSTATUSCODES: options.hide.includes('ENHANCEDSTATUSCODES'),
  hidePIPELINING: options.hide.includes('PIPELINING'),
  hide8BITMIME: options.hide.includes('8BITMIME'),
  hideSMTPUTF8: options.hide.includes('SMTPUTF8'),
  onAuth: authenticate,
  onRcptTo: recipient,
  onData: content,
});
// A client that hangs up or fails its TLS handshake is what tests do; it must not end the server.
server.on('error', error => console.error(error.message));

const box = http.createServer((request, response) => {
  if (request.method === 'DELETE') inbox.length = 0;
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(inbox));
});

server.listen(0, '127.0.0.1', () =>
  box.listen(0, '127.0.0.1', () =>
    console.log(JSON.stringify({ smtp: server.server.address().port, http: box.address().port }))));
