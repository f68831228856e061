-- Steering sessions: what somebody has turned so far, step by step, so that every step can be taken
-- back exactly. The state of a session is its steps, in order; nothing derived is kept.

CREATE TABLE session (
  key INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE CHECK (length(name) > 0),
  user INTEGER NOT NULL REFERENCES user(key),
  saved INTEGER NOT NULL DEFAULT 0 CHECK (saved IN (0, 1)),   -- applies to every query of the user
  created INTEGER NOT NULL                        -- milliseconds since 1970-01-01 UTC
) STRICT;

-- A user has at most one saved session.   SEARCH session USING INDEX session_saved (user=?)
CREATE UNIQUE INDEX session_saved ON session (user) WHERE saved = 1;

-- How many sessions a user has.   SEARCH session USING COVERING INDEX session_user (user=?)
CREATE INDEX session_user ON session (user);

-- The fields of a step are those of a request; words are kept as they were written and are resolved
-- against the model that is asked.
CREATE TABLE session_step (
  session INTEGER NOT NULL REFERENCES session(key) ON DELETE CASCADE,
  number INTEGER NOT NULL CHECK (number > 0),     -- counts up within a session, from 1
  fields TEXT NOT NULL CHECK (json_valid(fields)),
  critique TEXT,                                  -- the critique it came from, in words
  PRIMARY KEY (session, number)
) STRICT, WITHOUT ROWID;
