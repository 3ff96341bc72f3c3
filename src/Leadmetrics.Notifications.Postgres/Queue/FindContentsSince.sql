-- A mail comes in this long before its contents are kept at the most: what is older and not to be seen by now is never to be seen.
SELECT now() - interval '1 hour'
