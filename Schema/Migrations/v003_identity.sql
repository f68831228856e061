-- What tells this store from every other, also from one that takes its place under the same name: what
-- is derived from a store and kept beside it says whose it is.

CREATE TABLE identity (
  id TEXT NOT NULL CHECK (length(id) = 32)
) STRICT;

INSERT INTO identity (id)
VALUES (lower(hex(randomblob(16))));
