import { useRef, type TextareaHTMLAttributes } from 'react';

type Keyboard = Required<
  Pick<
    TextareaHTMLAttributes<HTMLTextAreaElement>,
    'onCompositionStart' | 'onCompositionUpdate' | 'onCompositionEnd' | 'onKeyDown'
  >
>;

export const askKeys = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘+Enter' : 'Ctrl+Enter';

/**
 * Enter for a text that an input method may be writing. Hangul is complete at every moment, so
 * Enter asks once its last syllable has arrived; in other scripts Enter chooses among candidates
 * and asks nothing. Ctrl+Enter always asks.
 */
export function useAskKeys(ask: (text: string) => void, enterAsks: boolean): Keyboard {
  const composing = useRef(false);
  const composed = useRef('');
  const askWhenComposed = useRef(false);
  return {
    onCompositionStart: () => {
      composing.current = true;
      composed.current = '';
    },
    onCompositionUpdate: ({ data }) => {
      composed.current = data;
    },
    onCompositionEnd: ({ currentTarget: { value } }) => {
      composing.current = false;
      if (askWhenComposed.current) ask(value);
      askWhenComposed.current = false;
    },
    onKeyDown: (event) => {
      if (event.key !== 'Enter' && event.code !== 'Enter' && event.code !== 'NumpadEnter') return;
      const surely = event.ctrlKey || event.metaKey;
      if (!surely && (!enterAsks || event.shiftKey || event.altKey)) return;
      if (composing.current || event.nativeEvent.isComposing) {
        askWhenComposed.current = surely || /\p{Script=Hangul}$/u.test(composed.current);
        return;
      }
      event.preventDefault();
      ask(event.currentTarget.value);
    },
  };
}
