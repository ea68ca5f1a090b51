/**
 * What the shipped files alone can tell of places: the part of this room that needs no table, and by which the match of files
 * starts without loading any.
 */
export { Gazetteer } from './gazetteer.js';
export { readGeographyFiles } from './geography-files.js';
export { readReferenceFile } from './reference-row.js';
