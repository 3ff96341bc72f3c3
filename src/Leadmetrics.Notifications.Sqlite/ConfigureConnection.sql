-- An acknowledged write survives a loss of power.
PRAGMA synchronous = FULL;
-- What is removed is overwritten: pages that are free hold nobody's mail.
PRAGMA secure_delete = ON
