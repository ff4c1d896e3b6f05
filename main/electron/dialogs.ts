import { BrowserWindow, dialog } from 'electron';
import type { ChooseFolder } from '../grants.ts';
import type { Words } from './words.ts';

/** Asks for a folder in the system's own dialog, over the window if there is one. */
export function folderDialog(words: Words): ChooseFolder {
  return async (purpose) => {
    const toWrite = purpose === 'export';
    const options = {
      title: toWrite ? words.chooseExportFolder : words.chooseFolder,
      buttonLabel: words.choose,
      properties: ['openDirectory' as const, ...(toWrite ? ['createDirectory' as const] : [])],
    };
    const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
    const { canceled, filePaths } = await (window === undefined
      ? dialog.showOpenDialog(options)
      : dialog.showOpenDialog(window, options));
    return canceled ? null : (filePaths[0] ?? null);
  };
}
