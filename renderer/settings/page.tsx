import type { JSX, ReactNode } from 'react';
import { locales } from '../i18n/text.ts';
import { useText } from '../state/language.ts';
import { motions, prefer, preferences, previews, themes } from '../state/preferences.ts';
import { shortcutSheet } from '../state/shortcut-sheet.ts';
import { useStore } from '../state/store.ts';
import { Button } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Keys } from '../ui/keys.tsx';
import { About } from './about.tsx';
import { Looking } from './looking.tsx';
import { Report } from './report.tsx';
import { Storage } from './storage.tsx';

/** Everything that can be set, on one page. */
export function SettingsPage(): JSX.Element {
  const text = useText();
  return (
    <main className="min-w-0 flex-1 overflow-y-auto">
      <div className="mx-auto flex max-w-160 flex-col gap-8 px-6 py-8">
        <h1 className="text-28 font-bold">{text('prefs.title')}</h1>
        <Look />
        <Section title={text('prefs.draw')}>
          <Drawing />
        </Section>
        <Section title={text('rail.gallery')}>
          <Looking />
        </Section>
        <Section title={text('prefs.data')}>
          <Storage />
        </Section>
        <Section title={text('prefs.keys')}>
          <Keyboard />
        </Section>
        <Section title={text('prefs.report')}>
          <Report />
        </Section>
        <Section title={text('prefs.about')}>
          <About />
        </Section>
      </div>
    </main>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }): JSX.Element {
  return (
    <section className="flex flex-col gap-4 border-t border-line pt-6 first-of-type:border-0 first-of-type:pt-0">
      <h2 className="text-16 font-bold">{title}</h2>
      {children}
    </section>
  );
}

function Look(): JSX.Element {
  const text = useText();
  const { locale, theme, motion } = useStore(preferences);
  const languages = Object.entries(locales).map(([value, { name }]) => ({
    value: value as keyof typeof locales,
    label: name,
  }));
  return (
    <Section title={text('prefs.look')}>
      <Choice
        label={text('rail.language')}
        hint={text('prefs.language.hint')}
        value={locale}
        options={languages}
        onChange={(value) => {
          prefer({ locale: value });
        }}
      />
      <Choice
        label={text('rail.theme')}
        hint={text('prefs.theme.hint')}
        value={theme}
        options={themes.map((value) => ({ value, label: text(`theme.${value}`) }))}
        onChange={(value) => {
          prefer({ theme: value });
        }}
      />
      <Choice
        label={text('prefs.motion')}
        hint={text('prefs.motion.hint')}
        value={motion}
        options={motions.map((value) => ({ value, label: text(`prefs.motion.${value}`) }))}
        onChange={(value) => {
          prefer({ motion: value });
        }}
      />
    </Section>
  );
}

function Drawing(): JSX.Element {
  const text = useText();
  const { preview } = useStore(preferences);
  return (
    <Choice
      label={text('preview.label')}
      hint={text('preview.hint')}
      value={preview}
      options={previews.map((value) => ({ value, label: text(`preview.${value}`) }))}
      onChange={(value) => {
        prefer({ preview: value });
      }}
    />
  );
}

function Keyboard(): JSX.Element {
  const text = useText();
  const [before = '', after = ''] = text('prefs.keys.text').split('{key}');
  return (
    <>
      <p className="text-14">
        {before}
        <Keys keys={['?']} />
        {after}
      </p>
      <Button
        look="plain"
        className="self-start"
        aria-haspopup="dialog"
        onClick={() => {
          shortcutSheet.set(true);
        }}
      >
        {text('prefs.keys.show')}
      </Button>
    </>
  );
}
