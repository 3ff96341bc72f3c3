-- An acknowledged write survives a loss of power.
PRAGMA synchronous = FULL
