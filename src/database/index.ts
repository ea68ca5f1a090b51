export { Database, isDuplicate, type Capabilities } from './database.js';
export { openDatabase } from './open-database.js';
export { DatabaseModule } from './database.module.js';
export { addCounts, inChunks, NOTHING_PUT, type Put, type PutCounts, putRows } from './put-rows.js';
export { newId } from './new-id.js';
export { conditionFor, EVERY_ROW, fixed, isOneOf, join, NO_ROW, sql, Sql, type SqlValue } from './sql.js';
export * from './columns.js';
