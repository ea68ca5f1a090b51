import { readConfig } from './config/index.js';
import { createApp, openFoundations } from './create-app.js';

const config = readConfig(process.env);
const app = await createApp(await openFoundations(config));
await app.listen(config.port, config.host);
