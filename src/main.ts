import { readConfig } from './config/index.js';
import { createApp, listen, openFoundations } from './create-app.js';

const config = readConfig(process.env);
await listen(await createApp(await openFoundations(config)), config);
process.stderr.write(`Fairplace listens on ${config.publicUrl}\n`);
