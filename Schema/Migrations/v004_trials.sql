-- Searches of settings: a study tries a model with many settings on one division of users and
-- remembers what each trial scored on the validation users.

CREATE TABLE study (
  key INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE CHECK (length(name) > 0),
  model TEXT NOT NULL,
  description TEXT NOT NULL CHECK (json_valid(description)),   -- what must agree to go on
  seed INTEGER NOT NULL,                          -- the bits of an unsigned 64-bit seed
  fingerprint TEXT NOT NULL,                      -- of the division of users
  created INTEGER NOT NULL                        -- milliseconds since 1970-01-01 UTC
) STRICT;

-- A trial is running while it computes, paused when it stands on a rung and may be promoted. What it
-- has computed since the row was written is in its checkpoint.
CREATE TABLE trial (
  study INTEGER NOT NULL REFERENCES study(key) ON DELETE CASCADE,
  number INTEGER NOT NULL CHECK (number >= 0),    -- 0 is the defaults
  settings TEXT NOT NULL CHECK (json_valid(settings)),
  state TEXT NOT NULL CHECK (state IN ('running', 'paused', 'finished', 'failed')),
  metrics TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(metrics)),   -- validation score by epoch
  epochs INTEGER NOT NULL DEFAULT 0,
  seconds REAL NOT NULL DEFAULT 0,
  reason TEXT,                                    -- why it failed
  CHECK ((reason IS NOT NULL) = (state = 'failed')),
  PRIMARY KEY (study, number)
) STRICT, WITHOUT ROWID;
