-- CREATE TABLE ... PARTITION OF would take the whole table's lock; ATTACH takes the default partition's alone, which it reads for rows of the day, and which inserts for other days never touch.
CREATE TABLE {schema}.{table} (LIKE {schema}.email_message INCLUDING ALL EXCLUDING INDEXES);
-- Who has chosen the default partition before there was another, and waits for it, would be refused there: so nobody chooses meanwhile.
LOCK TABLE ONLY {schema}.email_message IN SHARE ROW EXCLUSIVE MODE;
LOCK TABLE {schema}.email_message_default IN ACCESS EXCLUSIVE MODE;
-- What was queued before there was room for it: with the columns that a later version may have added, which have one order in all of these tables.
WITH moved AS (DELETE FROM {schema}.email_message_default WHERE retain_day = '{day}' RETURNING *)
INSERT INTO {schema}.{table}
SELECT * FROM moved;
ALTER TABLE {schema}.email_message ATTACH PARTITION {schema}.{table} FOR VALUES FROM ('{day}') TO ('{next}')
