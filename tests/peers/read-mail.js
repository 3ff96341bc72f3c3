// node read-mail.js < MAILS
//
// Reads mails from standard input, each behind its length as eight octets (big endian), and prints one line of JSON for each:
// {"mailParser": …, "postalMime": …}, what these two parsers make of it, or {"error": …}. Ends with its input.
// A content of more than a mebibyte is told by its length and its SHA-256 alone.
'use strict';

const { createHash } = require('node:crypto');
const { simpleParser } = require('mailparser');
const { Libmime } = require('libmime');
const postalMime = require('postal-mime');

const LARGEST_TOLD = 1024 * 1024;
const libmime = new Libmime();
const PostalMime = postalMime.default;

const mailboxes = list => (list || []).flatMap(one => (one.group ? mailboxes(one.group) : [{ name: one.name || '', address: one.address || '' }]));

const leaves = node => (node.childNodes.length ? node.childNodes.flatMap(leaves) : [node]);

function octets(content) {
  const buffer = Buffer.isBuffer(content) ? content : Buffer.from(content);
  return {
    length: buffer.length,
    content: buffer.length > LARGEST_TOLD ? null : buffer.toString('base64'),
    sha256: buffer.length > LARGEST_TOLD ? createHash('sha256').update(buffer).digest('hex') : null,
  };
}

async function byMailParser(mail) {
  // What it makes beside reading (links, data URLs, checksums, one body out of the other) is not asked for.
  const read = await simpleParser(mail, { skipHtmlToText: true, skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true, keepCidLinks: true, checksumAlgo: false });
  const all = name => [].concat(read.headers.get(name) || []).flatMap(field => mailboxes(field.value));
  return {
    subject: read.subject ?? null,
    from: all('from'),
    to: all('to'),
    cc: all('cc'),
    bcc: all('bcc'),
    replyTo: all('reply-to'),
    date: read.date ? read.date.toISOString() : null,
    messageId: read.messageId ?? null,
    inReplyTo: read.inReplyTo ?? null,
    references: [].concat(read.references || []),
    // Own fields it leaves undecoded in its answer; this is its own way with those that it decodes.
    fields: read.headerLines.map(({ line }) => {
      const value = Buffer.from((libmime.decodeHeader(line).value || '').trim(), 'binary').toString();
      return { name: line.slice(0, line.indexOf(':')), value: libmime.decodeWords(value) };
    }),
    text: read.text ?? null,
    html: read.html || null,
    attachments: read.attachments.map(part => ({
      fileName: part.filename ?? null,
      fileNameParameter: null,
      // The parser guesses the type of octet-streams by their names; this is the one that the part names.
      type: part.headers.get('content-type')?.value ?? null,
      contentId: part.contentId ?? null,
      disposition: part.contentDisposition ?? null,
      related: part.related === true,
      method: part.headers.get('content-type')?.params?.method ?? null,
      ...octets(part.content),
    })),
  };
}

async function byPostalMime(mail) {
  const parser = new PostalMime();
  const read = await parser.parse(mail);
  const attached = leaves(parser.root).filter(node => node.contentDisposition.parsed.value || !/^text\/(plain|html)$/.test(node.contentType.parsed.value));
  return {
    subject: read.subject ?? null,
    from: mailboxes(read.from && [read.from]),
    to: mailboxes(read.to),
    cc: mailboxes(read.cc),
    bcc: mailboxes(read.bcc),
    replyTo: mailboxes(read.replyTo),
    date: read.date ?? null,
    messageId: read.messageId ?? null,
    inReplyTo: read.inReplyTo ?? null,
    references: read.references ? read.references.split(' ').filter(Boolean) : [],
    fields: read.headers.map(field => ({ name: field.originalKey, value: postalMime.decodeWords(field.value) })),
    text: read.text ?? null,
    html: read.html ?? null,
    attachments: read.attachments.map((part, index) => ({
      fileName: part.filename,
      // Decoded once: the name above went through a decoder of encoded-words besides. mailparser shows only the like of that one.
      fileNameParameter: attached[index]?.contentDisposition.parsed.params.filename ?? null,
      type: part.mimeType,
      contentId: part.contentId ?? null,
      disposition: part.disposition,
      related: part.related === true,
      method: part.method ?? null,
      ...octets(part.content),
    })),
  };
}

async function* mails(input) {
  let held = [];
  let size = 0;
  const take = count => {
    const all = held.length === 1 ? held[0] : Buffer.concat(held, size);
    held = [all.subarray(count)];
    size -= count;
    return all.subarray(0, count);
  };
  let wanted = null;
  for await (const chunk of input) {
    held.push(chunk);
    size += chunk.length;
    while (size >= (wanted ?? 8)) {
      if (wanted === null) {
        wanted = Number(take(8).readBigInt64BE());
      } else {
        const mail = take(wanted);
        wanted = null;
        yield mail;
      }
    }
  }
}

async function main() {
  for await (const mail of mails(process.stdin)) {
    let told;
    try {
      told = { mailParser: await byMailParser(mail), postalMime: await byPostalMime(mail) };
    } catch (error) {
      told = { error: error.stack };
    }
    // A pipe is written to synchronously: the reader takes what is there before the next mail is read.
    process.stdout.write(JSON.stringify(told) + '\n');
  }
}

main();
