import { memo, type JSX } from 'react';
import type { Making } from '../../preload/contract/making.ts';
import { useText } from '../state/language.ts';
import { thumbnailAddress } from '../studio.ts';

/** Deeper branches are not set in further. */
const DEEPEST = 6;
const STEP_PX = 16;

interface Props {
  readonly family: Making['family'];
  /** The picture that is looked at. */
  readonly id: string;
}

/**
 * The tree of branches: where the picture comes from, and what came of it. It may be large, and
 * does not change while the picture beside it plays.
 */
export const Family = memo(function Family({ family, id }: Props): JSX.Element | null {
  const text = useText();
  if (family.length < 2) return null;
  return (
    <section className="flex flex-col gap-2">
      <h2 className="text-13 font-bold">{text('making.family')}</h2>
      <ul className="flex flex-col">
        {family.map((member) => (
          <Member key={member.picture.id} member={member} current={member.picture.id === id} />
        ))}
      </ul>
    </section>
  );
});

interface MemberProps {
  readonly member: Making['family'][number];
  readonly current: boolean;
}

function Member({ member: { picture, generation }, current }: MemberProps): JSX.Element {
  const text = useText();
  const from = picture.parent
    ? text('making.branch', { row: picture.parent.row + 1 })
    : text(`making.root.${picture.origin === 'imported' ? 'imported' : 'drawn'}`);
  return (
    <li style={{ paddingLeft: STEP_PX * Math.min(DEEPEST, generation) }}>
      <a
        href={`#making/${picture.id}`}
        aria-current={current ? 'page' : undefined}
        title={picture.prompt}
        className={`flex items-center gap-2 rounded-control p-1 text-12 ${current ? 'bg-stage text-ink' : 'text-soft hover:text-ink'}`}
      >
        <img
          src={thumbnailAddress(picture.id)}
          alt=""
          loading="lazy"
          className={`block size-10 shrink-0 object-cover ${current ? 'outline-2 outline-ink' : ''}`}
        />
        <span className="min-w-0">
          <span className="block truncate">{from}</span>
          <span dir="auto" className="block truncate text-soft">
            {picture.prompt || text('gallery.noPrompt')}
          </span>
        </span>
      </a>
    </li>
  );
}
