export {
  ConfigError,
  readConfig,
  type Config,
  type ConfigFault,
  type OidcIssuer,
  type SecretSource,
} from './config.js';
export { ConfigModule, CONFIG } from './config.module.js';
export { REFERENCE_FOLDER, ROOT_FOLDER } from './root-folder.js';
