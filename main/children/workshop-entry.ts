import { serveVerbs } from './child.ts';

serveVerbs(async () => (await import('./workshop-verbs.ts')).workshopVerbs);
