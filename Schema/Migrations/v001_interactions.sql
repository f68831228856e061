-- Interactions: who did what with which item, what is known about both, and where it was read from.
-- Ids are text outside and integers inside; every other table speaks in the integers.

PRAGMA application_id = 0x46414345;  -- "FACE", so that a foreign file is recognised and refused

CREATE TABLE user (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE CHECK (length(id) > 0)
) STRICT;

CREATE TABLE item (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE CHECK (length(id) > 0)
) STRICT;

-- Which events count as positive: weight > 0 and, where there is a comparison, a value that meets it.
-- "rating >= 4" is ('rating', '>=', 4.0, 1.0); a click is ('click', NULL, NULL, 1.0); a dislike has
-- weight -1.0; an impression, which is not the user's doing, has weight 0.0.
CREATE TABLE event_type (
  key INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE CHECK (length(name) > 0),
  comparison TEXT CHECK (comparison IN ('>=', '>', '<=', '<', '=')),
  threshold REAL,
  weight REAL NOT NULL DEFAULT 1.0,
  CHECK ((comparison IS NULL) = (threshold IS NULL))
) STRICT;

-- seq grows with arrival, so a reader can walk the log in short ranges and can say up to which event a
-- model has seen it. No AUTOINCREMENT: it rewrites a counter row with every insert.
--   SEARCH event USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)
CREATE TABLE event (
  seq INTEGER PRIMARY KEY,
  user INTEGER NOT NULL REFERENCES user(key),
  item INTEGER NOT NULL REFERENCES item(key),
  type INTEGER NOT NULL REFERENCES event_type(key),
  value REAL,
  time INTEGER,                       -- milliseconds since 1970-01-01 UTC
  session TEXT,
  client TEXT CHECK (length(client) > 0)
) STRICT;

-- One index keeps duplicates out and finds a user's history. It starts with the user because logs
-- come sorted by user or read by user, so that a bulk load appends to neighbouring pages; a random
-- hash in its place costs a page miss per row. Absent parts compare as equal through ifnull.
--   history: SEARCH event USING INDEX event_identity (user=?)
CREATE UNIQUE INDEX event_identity ON event (
  user,
  item,
  type,
  ifnull(time, -9223372036854775808),
  ifnull(value, -1e999),
  ifnull(client, '')
);

-- A client's own event id names one event in the whole store.
CREATE UNIQUE INDEX event_client ON event (client) WHERE client IS NOT NULL;

CREATE TABLE attribute (
  key INTEGER PRIMARY KEY,
  owner TEXT NOT NULL CHECK (owner IN ('user', 'item')),
  name TEXT NOT NULL CHECK (length(name) > 0),
  kind TEXT NOT NULL CHECK (kind IN ('categorical', 'numeric', 'text')),
  UNIQUE (owner, name)
) STRICT;

-- Values are sets: REAL where the attribute is numeric, TEXT otherwise, in the order of the key and
-- not of arrival.   SEARCH item_value USING PRIMARY KEY (item=?)
CREATE TABLE item_value (
  item INTEGER NOT NULL REFERENCES item(key),
  attribute INTEGER NOT NULL REFERENCES attribute(key),
  value ANY NOT NULL,
  PRIMARY KEY (item, attribute, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE user_value (
  user INTEGER NOT NULL REFERENCES user(key),
  attribute INTEGER NOT NULL REFERENCES attribute(key),
  value ANY NOT NULL,
  PRIMARY KEY (user, attribute, value)
) STRICT, WITHOUT ROWID;

-- A file that was read, whole or in part. Position and counts change in the transaction that writes
-- the rows they speak of, so what is committed is always known.
CREATE TABLE source (
  key INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE,          -- absolute path, or '-' for standard input
  head TEXT NOT NULL,                 -- fingerprint of the first head_bytes bytes
  head_bytes INTEGER NOT NULL,
  bytes INTEGER,                      -- size when last read; NULL when it cannot be known
  options TEXT NOT NULL,              -- how it is read, JSON; a resumed run must read it the same way
  offset INTEGER NOT NULL DEFAULT 0,  -- decompressed bytes consumed and committed
  line INTEGER NOT NULL DEFAULT 0,    -- lines consumed and committed
  read INTEGER NOT NULL DEFAULT 0,
  accepted INTEGER NOT NULL DEFAULT 0,
  duplicate INTEGER NOT NULL DEFAULT 0,
  rejected INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL CHECK (state IN ('running', 'complete', 'failed'))
) STRICT;

-- The first rejected rows of a source; all of them are counted there.
CREATE TABLE rejected (
  source INTEGER NOT NULL REFERENCES source(key) ON DELETE CASCADE,
  line INTEGER NOT NULL,
  reason TEXT NOT NULL,
  excerpt TEXT NOT NULL,
  PRIMARY KEY (source, line)
) STRICT, WITHOUT ROWID;
