-- Takes the whole table's lock, which a partition cannot leave otherwise beside a default one. The files go behind the commit.
DROP TABLE IF EXISTS {schema}.{table}
