import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { Words } from './words.ts';

/**
 * The system's menu, which on macOS carries copy, paste and quit. Electron names the roles in the
 * system's language; what it does not name is ours.
 */
export function setMenu(words: Words, platform: NodeJS.Platform): void {
  const mac = platform === 'darwin';
  const template: MenuItemConstructorOptions[] = [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    {
      label: words.file,
      submenu: mac ? [{ role: 'close' }] : [{ role: 'quit', label: words.quit }],
    },
    { label: words.edit, role: 'editMenu' },
    {
      label: words.view,
      submenu: [
        { role: 'reload' },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        { role: 'toggleDevTools' },
      ],
    },
    { label: words.window, role: 'windowMenu' },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
