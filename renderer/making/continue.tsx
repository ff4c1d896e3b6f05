import { useId, useState, type JSX } from 'react';
import { draw } from '../state/drawing.ts';
import { useText } from '../state/language.ts';
import { Button } from '../ui/button.tsx';
import { Slider } from '../ui/slider.tsx';
import type { Told } from './told.ts';

/** Share of drawing time for previews, as the Draw page's light setting. */
const PREVIEW_SHARE = 0.1;

/** Draws the picture anew from a row on: what is above stays to the letter. */
export function Continue({ told, chosen }: { told: Told; chosen: number | null }): JSX.Element {
  const text = useText();
  const id = useId();
  const { picture } = told.making;
  const { grid, count } = told.steps;
  const drawnRows = Math.floor(count / grid);
  const most = Math.min(grid - 1, drawnRows);
  const [prompt, setPrompt] = useState(picture.prompt);
  const [guidance, setGuidance] = useState(Math.max(1, picture.guidance));
  const row = chosen === null ? null : Math.min(most, Math.floor(chosen / grid));
  const rows = row ?? (drawnRows < grid ? drawnRows : 0);
  const ready = rows >= 1 && prompt.trim() !== '';

  const begin = (): void => {
    const seed = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
    void draw({
      prompt,
      model: picture.model,
      seed,
      count: 1,
      guidance,
      temperature: picture.temperature,
      previewShare: PREVIEW_SHARE,
      begin: { picture: picture.id, rows },
    });
    location.hash = 'draw';
  };

  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) begin();
      }}
    >
      <p className="text-13 text-soft">
        {rows >= 1 ? text('making.keeps', { rows, total: grid }) : text('making.chooseRow')}
      </p>
      <label htmlFor={id} className="sr-only">
        {text('making.prompt')}
      </label>
      <textarea
        id={id}
        dir="auto"
        rows={2}
        maxLength={20_000}
        className="field-sizing-content max-h-36 min-h-16 resize-none rounded-control border border-edge bg-raised px-3 py-2 text-14"
        value={prompt}
        onChange={(event) => {
          setPrompt(event.currentTarget.value);
        }}
      />
      <Slider
        label={text('guidance.label')}
        hint={text('guidance.hint')}
        value={guidance}
        normal={Math.max(1, picture.guidance)}
        min={1}
        max={12}
        step={0.5}
        resetLabel={text('settings.reset', { name: text('guidance.label') })}
        onChange={setGuidance}
      />
      <Button look="make" type="submit" disabled={!ready}>
        {text('making.draw')}
      </Button>
    </form>
  );
}
