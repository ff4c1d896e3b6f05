/** What the model is still to do with many pictures: it goes on at the next opening. */
export const rounds = `
-- How pictures are to be described, or scored; many share one.
CREATE TABLE round_wishes (
  number INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('captions', 'scores')),
  -- JSON of a request without its pictures.
  wish TEXT NOT NULL
) STRICT;
CREATE TABLE round_pictures (
  -- They have their turns in this order.
  place INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('captions', 'scores')),
  -- It may be gone by then.
  picture INTEGER NOT NULL,
  wish INTEGER NOT NULL,
  UNIQUE (kind, picture)
) STRICT;
`;
