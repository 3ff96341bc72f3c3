// Asks no name server who the client is. reject…@ answers 550, grey…@ answers 450; every other recipient is taken.
'use strict';

exports.hook_lookup_rdns = next => next(OK, 'client.test');

exports.hook_rcpt = (next, connection, [recipient]) => {
  if (recipient.user.startsWith('reject')) return next(DENY, 'No such user here');
  if (recipient.user.startsWith('grey')) return next(DENYSOFT, 'Greylisted, try again later');
  return next(OK);
};
