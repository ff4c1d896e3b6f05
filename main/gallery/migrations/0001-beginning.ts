/** What the studio keeps from its first day. Moments are milliseconds since 1970, UTC. */
export const beginning = `
-- Every prompt and every caption, once. Those that were drawn are the prompt history.
CREATE TABLE texts (
  number INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE,
  uses INTEGER NOT NULL DEFAULT 0,
  last_used_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX texts_history ON texts (last_used_at) WHERE uses > 0;

-- Finds texts by three characters and more. What goes in is folded by search.ts.
CREATE VIRTUAL TABLE trigrams USING fts5 (
  text, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1'
);
-- Finds texts by one or two characters: search.ts makes a word of each.
CREATE VIRTUAL TABLE grams USING fts5 (
  text, content = '', contentless_delete = 1, detail = none, tokenize = 'unicode61'
);

CREATE TABLE pictures (
  -- Never given twice: windows hold on to it.
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  -- Names the file, by what is in it.
  id TEXT NOT NULL UNIQUE,
  prompt INTEGER NOT NULL REFERENCES texts,
  model TEXT NOT NULL,
  seed INTEGER NOT NULL,
  guidance REAL NOT NULL,
  temperature REAL NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  ms_per_token REAL NOT NULL,
  tokens_done INTEGER NOT NULL,
  tokens_total INTEGER NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('drawn', 'imported', 'continued', 'varied')),
  -- The parent may be gone for good.
  parent_id TEXT,
  parent_row INTEGER,
  file_bytes INTEGER NOT NULL,
  caption INTEGER REFERENCES texts,
  favourite INTEGER NOT NULL DEFAULT 0,
  trashed_at INTEGER,
  -- Its file is not there: it is not shown until the file is back.
  missing INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX pictures_by_prompt ON pictures (prompt, number);
CREATE INDEX pictures_by_caption ON pictures (caption) WHERE caption IS NOT NULL;

CREATE TABLE tags (
  number INTEGER PRIMARY KEY,
  -- As it was first written.
  name TEXT NOT NULL,
  folded TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE picture_tags (
  picture INTEGER NOT NULL REFERENCES pictures ON DELETE CASCADE,
  tag INTEGER NOT NULL REFERENCES tags ON DELETE CASCADE,
  PRIMARY KEY (picture, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX picture_tags_by_tag ON picture_tags (tag, picture);

-- How a picture was drawn, token by token: trail.ts says how it is packed.
CREATE TABLE trails (
  picture INTEGER PRIMARY KEY REFERENCES pictures ON DELETE CASCADE,
  tokens BLOB NOT NULL,
  facts BLOB NOT NULL
) STRICT;

-- The queue: jobs that have not ended well yet.
CREATE TABLE jobs (
  id TEXT PRIMARY KEY,
  -- JSON of a DrawRequest.
  request TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'failed')),
  -- They run in this order; between two there is always room for another.
  position REAL NOT NULL,
  saved INTEGER NOT NULL DEFAULT 0,
  -- JSON of a Failure.
  failure TEXT,
  added_at INTEGER NOT NULL
) STRICT;
CREATE INDEX jobs_in_order ON jobs (position);

CREATE TABLE conversations (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  model TEXT,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  trashed_at INTEGER
) STRICT;
CREATE INDEX conversations_by_change ON conversations (changed_at);
-- A tree: asking or answering again makes a sibling, nothing is overwritten.
CREATE TABLE messages (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  conversation TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
  -- null: the conversation begins with it.
  parent TEXT REFERENCES messages (id) ON DELETE CASCADE,
  role TEXT NOT NULL CHECK (role IN ('user', 'assistant')),
  text TEXT NOT NULL,
  -- JSON array of the images it shows.
  images TEXT NOT NULL DEFAULT '[]',
  -- JSON: how an answer was made and how it ended.
  facts TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX messages_of_conversation ON messages (conversation, number);
CREATE INDEX messages_by_parent ON messages (parent);

-- Small things to remember, such as whether the studio ended cleanly.
CREATE TABLE marks (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;
