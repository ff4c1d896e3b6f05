/** How much likelier a prompt is as a description with its picture than without. */
export const scoreGain = `
-- In nats a token; null where it was not asked.
ALTER TABLE scores ADD COLUMN gain REAL;
`;
