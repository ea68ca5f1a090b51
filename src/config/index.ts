export { ConfigError, readConfig, type Config, type ConfigFault } from './config.js';
export { ConfigModule, CONFIG } from './config.module.js';
