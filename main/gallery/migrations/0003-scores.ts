/** How well pictures fit their prompts, in the opinion of a model that was asked. */
export const scores = `
CREATE TABLE scores (
  picture INTEGER PRIMARY KEY REFERENCES pictures ON DELETE CASCADE,
  -- Mean of the answers, 0 to 1.
  value REAL NOT NULL,
  model TEXT NOT NULL,
  -- JSON array of {question, yes}.
  answers TEXT NOT NULL
) STRICT;
`;
