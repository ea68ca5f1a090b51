import { readConfig } from './config/index.js';
import { createContext, openFoundations } from './create-app.js';

await createContext(await openFoundations(readConfig(process.env)), 'working');
process.stderr.write('Fairplace works on the queue\n');
