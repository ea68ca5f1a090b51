export { guardCell, joinList, splitList, unguardCell } from './cells.js';
export { CsvFault, type CsvFaultKind, type CsvRowFault, csvFaultText } from './csv-fault.js';
export { nearestName } from './nearest-name.js';
export { type CsvHeader, type CsvRow, readCsv, type ReadCsvOptions } from './read-csv.js';
export { csvLine, type CsvRecordOf, type CsvValue, writeCsv } from './write-csv.js';
