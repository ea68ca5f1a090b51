export { FaultList, MOST_FAULTS_SHOWN } from './fault-list.js';
export { inputDigest } from './input-digest.js';
export {
  matchFiles,
  type FilesWatch,
  type MatchedFiles,
  type MatchFilesOptions,
} from './match-files.service.js';
export {
  runMatchCommand,
  type ExitCode,
  type MatchCommandOptions,
  type Terminal,
  type TextSink,
} from './match.command.js';
export { matchingInput, type CheckedFiles, type DistrictOf } from './matching-input.js';
export { matchRecords, type NamesOf } from './match-records.js';
export { matchReport, type ReportFacts } from './match-report.js';
export { changeText, placedReason, unplacedReason, type ReasonFacts } from './reason-text.js';
export { runRepairCommand, type RepairCommandOptions } from './repair.command.js';
export { ENGINE, type Engine } from './solve-files.js';
export { readReferenceData, type ReferenceData } from './reference-data.reader.js';
