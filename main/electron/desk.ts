import { BrowserWindow, nativeImage, shell } from 'electron';
import type { Desk } from '../gallery/hand-out.ts';

/** Under the pointer, in pixels. */
const iconSide = 64;

/** @param appIcon A PNG file: what is dragged when the picture's own icon is not at hand. */
export function systemDesk(appIcon: string): Desk {
  return {
    drag(files, icon) {
      const [file] = files;
      const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
      if (file === undefined || window === undefined) return;
      const image = icon
        ? nativeImage.createFromBuffer(Buffer.from(icon))
        : nativeImage.createFromPath(appIcon);
      window.webContents.startDrag({
        file,
        files: [...files],
        icon: image.resize({ width: iconSide, height: iconSide }),
      });
    },
    show(file) {
      shell.showItemInFolder(file);
    },
  };
}
