-- What waited has been taken, or is not wanted any more.
DELETE FROM temp.staged_blob
