import { serveVerbs } from './child.ts';

serveVerbs(async () => (await import('../inference/engine.ts')).createEngine());
