import { beginning } from './0001-beginning.ts';
import { conversationSearch } from './0002-conversation-search.ts';
import { scores } from './0003-scores.ts';
import { directions } from './0004-directions.ts';
import { rounds } from './0005-rounds.ts';
import { scoreGain } from './0006-score-gain.ts';

/** The SQL that leads from each version of the database to the next. Only ever added to. */
export const migrations: readonly string[] = [
  beginning,
  conversationSearch,
  scores,
  directions,
  rounds,
  scoreGain,
];
