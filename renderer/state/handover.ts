import { createStore } from './store.ts';

/** What another room wants drawn: the Draw room takes it for its prompt. Rooms do not know each other. */
export const promptToDraw = createStore<string | null>(null);

/** An image that the Draw room was given and the Ask room is to be asked about; taken once. */
export const imageToAsk = createStore<File | null>(null);

const longestPrompt = 20_000;

/** Walks to the Draw room with this prompt. */
export function drawThis(prompt: string): void {
  promptToDraw.set(null);
  promptToDraw.set(prompt.trim().slice(0, longestPrompt));
  location.hash = 'draw';
}
