import { createApp, openFoundations } from './create-app.js';

const foundations = await openFoundations();
const app = await createApp(foundations);
await app.listen(foundations.config.port, foundations.config.host);
