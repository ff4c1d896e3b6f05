import type { JSX } from 'react';
import { useText } from '../../state/language.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { exportOpen } from './exporting.ts';

export function ExportButton(): JSX.Element {
  const text = useText();
  return (
    <Button
      look="plain"
      aria-haspopup="dialog"
      onClick={() => {
        exportOpen.set(true);
      }}
    >
      <Icon name="export" />
      {text('export.open')}
    </Button>
  );
}
