-- As MakeMessageDay.sql.
CREATE TABLE {schema}.{table} (LIKE {schema}.email_attempt INCLUDING ALL EXCLUDING INDEXES);
-- Who has chosen the default partition before there was another, and waits for it, would be refused there: so nobody chooses meanwhile.
LOCK TABLE ONLY {schema}.email_attempt IN SHARE ROW EXCLUSIVE MODE;
LOCK TABLE {schema}.email_attempt_default IN ACCESS EXCLUSIVE MODE;
WITH moved AS (
    DELETE FROM {schema}.email_attempt_default WHERE at >= '{day} 00:00:00+00' AND at < '{next} 00:00:00+00'
    RETURNING *
)
INSERT INTO {schema}.{table}
SELECT * FROM moved;
ALTER TABLE {schema}.email_attempt ATTACH PARTITION {schema}.{table} FOR VALUES FROM ('{day} 00:00:00+00') TO ('{next} 00:00:00+00')
