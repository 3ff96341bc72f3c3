// Builds mails as @sendgrid/mail does: a line of JSON a mail on standard input, a line of what its Mail class makes of it on standard output.
// A line is { message, headers, customArgs }: the message in that library's own form, and what is put on it afterwards. The arguments are an array, an object a
// personalization; so are the headers where they differ, else they are one object for the whole mail.
'use strict';

const readline = require('node:readline');
const { classes: { Mail } } = require('@sendgrid/helpers');

function addAll(pairs, add) {
  for (const [name, value] of Object.entries(pairs)) add(name, value);
}

readline.createInterface({ input: process.stdin }).on('line', line => {
  const { message, headers, customArgs } = JSON.parse(line);
  const mail = Mail.create(message);
  if (!Array.isArray(headers)) addAll(headers, (name, value) => mail.addHeader(name, value));
  mail.personalizations.forEach((personalization, i) => {
    addAll(customArgs[i], (name, value) => personalization.addCustomArg(name, value));
    if (Array.isArray(headers)) addAll(headers[i], (name, value) => personalization.addHeader(name, value));
  });
  process.stdout.write(`${JSON.stringify(mail.toJSON())}\n`);
});
