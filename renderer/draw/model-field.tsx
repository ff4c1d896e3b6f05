import type { JSX } from 'react';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { changeModel } from '../state/models.ts';
import { refreshStudio, studioState } from '../state/studio-state.ts';
import { Field } from '../ui/field.tsx';

/** Which model draws, of those that are installed, and where it runs. */
export function ModelField(): JSX.Element {
  const text = useText();
  const state = useStore(studioState);
  const { model } = state;
  if (!model) {
    return (
      <section className="flex flex-col gap-1">
        <h2 className="text-13 font-bold">{text('model.label')}</h2>
        <p className="text-14">{model === undefined && text('model.none')}</p>
      </section>
    );
  }
  const facts = text('model.facts', {
    precision: model.precision,
    side: model.pictureSide,
    tokens: model.tokensPerPicture,
  });
  return (
    <Field label={text('model.label')} hint={`${facts} · ${text('model.device')}`}>
      {({ id, hintId }) => (
        <select
          id={id}
          aria-describedby={hintId}
          className="h-9 w-full rounded-control border border-edge bg-raised px-2 text-14"
          value={model.id}
          onChange={(event) => {
            choose(event.currentTarget.value);
          }}
        >
          {state.models.map(({ id: name }) => (
            <option key={name} value={name} className="bg-raised text-ink">
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** One choice for the whole studio: the Models room and the terminal follow it. */
function choose(id: string): void {
  const state = studioState.get();
  studioState.set({ ...state, model: state.models.find((each) => each.id === id) });
  void changeModel('model:choose', id).then(refreshStudio);
}
