import { createWorker, openFoundations } from './create-app.js';

await createWorker(await openFoundations());
