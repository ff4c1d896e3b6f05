import { useState, type JSX } from 'react';
import { toFailure } from '../../state/failures.ts';
import { useText } from '../../state/language.ts';
import { preferences } from '../../state/preferences.ts';
import { useStore } from '../../state/store.ts';
import { inDesktop, studio } from '../../studio.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { Where } from '../address.ts';
import { trouble } from '../known.ts';
import { found, selection } from '../shelf.ts';
import { exporting, exportOpen, startExport } from './exporting.ts';
import { choiceOf, form, wishOf, type Form, type Which } from './form.ts';
import { Amount, useMeasure, type Size } from './measure.tsx';
import { useExample } from './name-field.tsx';
import { Options } from './options.tsx';
import { Result } from './result.tsx';
import { useWhich } from './which.ts';

const none = new Uint32Array();

function close(): void {
  exportOpen.set(false);
}

/** What leaves the gallery and as what, then how it goes on, then where it is. */
export function ExportDialog({ where }: { where: Where }): JSX.Element {
  const text = useText();
  const going = useStore(exporting);
  return (
    <Dialog title={text('export.title')} closeLabel={text('gallery.close')} onClose={close}>
      {going === null ? <Wish where={where} /> : <Result going={going} onClose={close} />}
    </Dialog>
  );
}

function Wish({ where }: { where: Where }): JSX.Element {
  const text = useText();
  const { locale } = useStore(preferences);
  const chosenForm = useStore(form);
  const { chosen } = useStore(selection);
  const numbers = useStore(found)?.numbers ?? none;
  const { offered, which, setWhich } = useWhich(where, chosen.size);
  const measured = useMeasure(which, where);
  const [asking, setAsking] = useState(false);
  const [first] = which === 'chosen' ? numbers.filter((each) => chosen.has(each)) : numbers;
  const example = useExample(first, chosenForm);
  const ready = measured !== null && measured.pictures > 0 && !example.wrong;

  const begin = async (): Promise<void> => {
    setAsking(true);
    try {
      const granted = inDesktop ? await studio.ask('grant:folder', { purpose: 'export' }) : null;
      if (inDesktop && granted === null) return;
      void startExport({
        which: choiceOf(which, where, { chosen, numbers }),
        as: wishOf(chosenForm, inDesktop),
        ...(granted && { to: granted.grant }),
        language: locale,
        utcOffset: -new Date().getTimezoneOffset(),
      });
    } catch (thrown) {
      trouble.set(toFailure(thrown));
    } finally {
      setAsking(false);
    }
  };

  return (
    <form
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !asking) void begin();
      }}
    >
      <Choice<Which>
        label={text('export.which')}
        hint={text(`export.which.${which}`)}
        value={which}
        options={offered.map((value) => ({ value, label: text(`export.which.${value}.name`) }))}
        onChange={setWhich}
      />
      <Options
        form={chosenForm}
        example={example}
        onChange={(next) => {
          form.set(next);
        }}
      />
      <div className="sticky bottom-0 -mx-6 -mb-6 flex flex-wrap items-center justify-end gap-x-4 gap-y-2 border-t border-line bg-surface px-6 py-4">
        <Amount measured={measured} says={sizeOf(chosenForm)} />
        <span className="flex-1" />
        <Button look="plain" onClick={close}>
          {text('export.cancel')}
        </Button>
        <Button look="main" type="submit" disabled={!ready || asking}>
          <Icon name="export" />
          {text(inDesktop ? 'export.choose' : 'export.begin')}
        </Button>
      </div>
    </form>
  );
}

/** What can be said of the size beforehand: it is known of files that leave as they are. */
function sizeOf({ kind, format, scale }: Form): Size {
  if (kind === 'table') return 'nothing';
  const same = kind === 'archive' || (kind === 'pictures' && format === 'png' && scale === '1');
  return same ? 'size' : 'originals';
}
