export { KeyRing, SealBroken } from './key-ring.js';
export { openSecrets } from './open-secrets.js';
export { newToken, type Purpose, Secrets, tokenHash } from './secrets.js';
export { SecretsModule } from './secrets.module.js';
