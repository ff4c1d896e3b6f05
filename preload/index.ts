import { contextBridge, ipcRenderer } from 'electron';
import { DESKTOP_CHANNEL, type DesktopBridge, type HearFrame } from './contract/desktop.ts';
import type { StudioFrame, WindowFrame } from './contract/frames.ts';

/** A reloaded page begins anew: what was meant for the one before it is not for this one. */
const page = crypto.randomUUID();
const ears = new Map<number, HearFrame>();
let lastId = 0;

const send = (frame: WindowFrame): void => {
  ipcRenderer.send(DESKTOP_CHANNEL, page, frame);
};

ipcRenderer.on(DESKTOP_CHANNEL, (_event, to: string, frame: StudioFrame) => {
  if (to !== page) return;
  const hear = ears.get(frame.id);
  if (frame.kind !== 'event') ears.delete(frame.id);
  hear?.(frame);
});

function begin(kind: 'ask' | 'stream', name: string, request: unknown, hear: HearFrame): number {
  lastId += 1;
  ears.set(lastId, hear);
  send({ kind, id: lastId, name, request });
  return lastId;
}

const bridge: DesktopBridge = {
  ask: (name, request, hear) => {
    begin('ask', name, request, hear);
  },
  stream: (name, request, hear) => {
    const id = begin('stream', name, request, hear);
    return (word) => {
      send(word === 'cancel' ? { kind: 'cancel', id } : { kind: 'received', id, seq: word });
    };
  },
};

contextBridge.exposeInMainWorld('studio', bridge);
