import type { Command } from 'commander';
import { dataPaths } from './data-folder.ts';
import { wholeNumber } from './numbers.ts';
import type { Terminal } from './terminal.ts';

interface ServeOptions {
  readonly port: number;
  readonly host: string;
  readonly open: boolean;
}

/** `studio serve` */
export function addServe(program: Command, terminal: Terminal): void {
  program
    .command('serve')
    .description('show the studio to a browser on this machine, until Ctrl+C')
    .option('--port <n>', 'port to listen on; 0: any free one', wholeNumber(0, 65_535), 0)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--no-open', 'do not open the browser')
    .action(async ({ port, host, open }: ServeOptions, command: Command) => {
      const { serve } = await import('../serve.ts');
      const dataFolder = dataPaths(command).root;
      await serve({ port, host, open, dataFolder }, terminal.signal);
    });
}
