-- A piece of a content that waits for the write lock.
INSERT INTO temp.staged_blob (sha256, piece, data)
VALUES (@sha256, @piece, @data)
