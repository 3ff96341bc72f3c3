// Signs requests of Amazon Web Services by aws4. Reads one JSON object a line from standard input: { method, path, headers, body, region, service, accessKeyId,
// secretAccessKey, sessionToken }. Prints one JSON line a request: the header Authorization and the canonical request that it was computed over.
'use strict';

const fs = require('node:fs');
const { RequestSigner } = require('aws4');

for (const line of fs.readFileSync(0, 'utf8').split('\n')) {
  if (!line) continue;
  const { accessKeyId, secretAccessKey, sessionToken, ...request } = JSON.parse(line);
  const signer = new RequestSigner(request, { accessKeyId, secretAccessKey, sessionToken });
  const signed = signer.sign();
  process.stdout.write(JSON.stringify({ authorization: signed.headers.Authorization, canonical: signer.canonicalString() }) + '\n');
}
