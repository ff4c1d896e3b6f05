/** What pictures look like, each to one vision encoder: those of one encoder compare. */
export const directions = `
CREATE TABLE eyes (
  number INTEGER PRIMARY KEY,
  -- Names a vision encoder by what is in its files.
  id TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE directions (
  eye INTEGER NOT NULL REFERENCES eyes ON DELETE CASCADE,
  picture INTEGER NOT NULL REFERENCES pictures ON DELETE CASCADE,
  -- directions.ts says how they are packed.
  numbers BLOB NOT NULL,
  PRIMARY KEY (eye, picture)
) STRICT;
CREATE INDEX directions_by_picture ON directions (picture);
`;
