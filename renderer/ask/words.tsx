import type { JSX } from 'react';
import Markdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';

/** What an answer may be made of. Markup that it writes itself is shown as the text that it is. */
const allowed = [
  ...['p', 'br', 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'blockquote'],
  ...['strong', 'em', 'del', 'code', 'pre', 'a', 'img'],
  ...['table', 'thead', 'tbody', 'tr', 'th', 'td'],
];

const plugins = [remarkGfm];

/** A model makes addresses up: they are shown and never followed, images neither. */
const components: Components = {
  a: ({ href, children }) => (
    <span>
      {children}
      {href !== undefined && href !== '' && <span className="text-soft"> ({href})</span>}
    </span>
  ),
  img: ({ alt }) => <span className="text-soft">[{alt}]</span>,
  // The page has its own headings: those of an answer are lower.
  h1: 'h4',
  h2: 'h4',
  h3: 'h5',
};

/** The words of an answer: Markdown, without anything that could act or come from elsewhere. */
export function Words({ text }: { text: string }): JSX.Element {
  return (
    <div className="words" dir="auto">
      <Markdown
        remarkPlugins={plugins}
        allowedElements={allowed}
        unwrapDisallowed
        components={components}
      >
        {text}
      </Markdown>
    </div>
  );
}
