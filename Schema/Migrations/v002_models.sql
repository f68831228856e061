-- Trained models. The numbers are in the artifact; the row says where it is and how it came to be.

CREATE TABLE model (
  key INTEGER PRIMARY KEY,
  name TEXT NOT NULL CHECK (length(name) > 0),
  version INTEGER NOT NULL CHECK (version > 0),   -- counts up within a name
  configuration TEXT NOT NULL CHECK (json_valid(configuration)),
  seed INTEGER NOT NULL,                          -- the bits of an unsigned 64-bit seed
  fingerprint TEXT NOT NULL,                      -- of the data it was trained on
  metrics TEXT NOT NULL CHECK (json_valid(metrics)),
  artifact TEXT,                                  -- path; NULL until there is a file
  state TEXT NOT NULL CHECK (state IN ('training', 'ready', 'active', 'failed')),
  created INTEGER NOT NULL,                       -- milliseconds since 1970-01-01 UTC
  CHECK (artifact IS NOT NULL OR state IN ('training', 'failed')),
  UNIQUE (name, version)
) STRICT;

-- One model answers at a time.   SEARCH model USING INDEX model_active (state=?)
CREATE UNIQUE INDEX model_active ON model (state) WHERE state = 'active';
