/** Conversations are found by what was said in them, as texts are by search.ts. */
export const conversationSearch = `
CREATE VIRTUAL TABLE message_trigrams USING fts5 (
  text, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1'
);
CREATE VIRTUAL TABLE message_grams USING fts5 (
  text, content = '', contentless_delete = 1, detail = none, tokenize = 'unicode61'
);
`;
