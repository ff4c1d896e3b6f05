import { useId, type JSX } from 'react';
import { useText } from '../../state/language.ts';
import { inDesktop } from '../../studio.ts';
import { Check } from '../../ui/check.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Quality } from '../quality.tsx';
import type { Form, Format, Kind } from './form.ts';
import { NameField, type Example } from './name-field.tsx';

const kinds: readonly Kind[] = ['archive', 'pictures', 'sheet', 'album', 'table'];

interface Props {
  readonly form: Form;
  readonly example: Example;
  readonly onChange: (form: Form) => void;
}

interface PartProps extends Props {
  readonly change: (part: Partial<Form>) => void;
}

/** As what the pictures leave, and what there is to say about that. */
export function Options(props: Props): JSX.Element {
  const { form, onChange } = props;
  const text = useText();
  const change = (part: Partial<Form>): void => {
    onChange({ ...form, ...part });
  };
  return (
    <>
      <Choice<Kind>
        label={text('export.kind')}
        hint={text(`export.kind.${form.kind}`)}
        value={form.kind}
        options={kinds.map((value) => ({ value, label: text(`export.kind.${value}.name`) }))}
        onChange={(kind) => {
          change({ kind });
        }}
      />
      {form.kind === 'pictures' && <Pictures {...props} change={change} />}
      {form.kind === 'sheet' && <Sheet {...props} change={change} />}
      {form.kind === 'album' && <Album {...props} change={change} />}
      {form.kind === 'table' && (
        <Choice
          label={text('gallery.format')}
          hint={text(`export.table.${form.table}`)}
          value={form.table}
          options={[
            { value: 'csv', label: 'CSV' },
            { value: 'json', label: 'JSON' },
          ]}
          onChange={(table) => {
            change({ table });
          }}
        />
      )}
    </>
  );
}

function Pictures({ form, example, change }: PartProps): JSX.Element {
  const text = useText();
  return (
    <>
      <div className="grid grid-cols-2 gap-4">
        <Choice<Format>
          label={text('gallery.format')}
          hint={text(`gallery.format.${form.format}`)}
          value={form.format}
          options={[
            { value: 'png', label: 'PNG' },
            { value: 'jpeg', label: 'JPEG' },
            { value: 'webp', label: 'WebP' },
          ]}
          onChange={(format) => {
            change({ format });
          }}
        />
        <Choice
          label={text('gallery.scale')}
          hint={text('export.scale')}
          value={form.scale}
          options={(['1', '2', '4'] as const).map((value) => ({ value, label: `${value}×` }))}
          onChange={(scale) => {
            change({ scale });
          }}
        />
      </div>
      {form.format !== 'png' && (
        <Quality
          value={form.quality}
          onChange={(quality) => {
            change({ quality });
          }}
        />
      )}
      <div className="flex flex-col gap-2">
        <Check
          label={text('export.withSettings')}
          checked={form.settings}
          onChange={(settings) => {
            change({ settings });
          }}
        />
        <Check
          label={text('export.withMark')}
          checked={form.mark}
          onChange={(mark) => {
            change({ mark });
          }}
        />
        <Packed form={form} change={change} />
      </div>
      <NameField
        template={form.name}
        example={example}
        onChange={(name) => {
          change({ name });
        }}
      />
    </>
  );
}

function Sheet({ form, change }: PartProps): JSX.Element {
  const text = useText();
  return (
    <>
      <Choice
        label={text('gallery.format')}
        hint={text(`gallery.format.${form.sheet}`)}
        value={form.sheet}
        options={[
          { value: 'png', label: 'PNG' },
          { value: 'jpeg', label: 'JPEG' },
        ]}
        onChange={(sheet) => {
          change({ sheet });
        }}
      />
      <label className="flex items-center gap-3 text-13">
        {text('export.columns')}
        <input
          type="range"
          className="min-w-0 flex-1"
          min={2}
          max={12}
          value={form.columns}
          onChange={(event) => {
            change({ columns: Number(event.currentTarget.value) });
          }}
        />
        <span className="w-8 text-right">{form.columns}</span>
      </label>
      <Check
        label={text('export.captions')}
        checked={form.captions}
        onChange={(captions) => {
          change({ captions });
        }}
      />
    </>
  );
}

function Album({ form, change }: PartProps): JSX.Element {
  const text = useText();
  const id = useId();
  return (
    <>
      <div className="flex flex-col gap-1">
        <label htmlFor={id} className="text-13 font-bold">
          {text('export.albumTitle')}
        </label>
        <input
          id={id}
          type="text"
          dir="auto"
          maxLength={200}
          placeholder="Janus Studio"
          className="h-9 rounded-control border border-edge bg-raised px-3 text-14"
          value={form.title}
          onChange={(event) => {
            change({ title: event.currentTarget.value });
          }}
        />
      </div>
      <Packed form={form} change={change} />
    </>
  );
}

/** A download is one file: there it is packed without a question. */
function Packed({ form, change }: Pick<PartProps, 'form' | 'change'>): JSX.Element | null {
  const text = useText();
  if (!inDesktop) return null;
  return (
    <Check
      label={text('export.packed')}
      checked={form.packed}
      onChange={(packed) => {
        change({ packed });
      }}
    />
  );
}
