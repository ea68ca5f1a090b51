import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { codeColumn, countColumn, idColumn, instantColumn, jsonColumn } from '../database/columns.js';

export const IMPORT_KINDS = ['students', 'offers', 'pools', 'caps'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

export type ImportState = 'staging' | 'staged' | 'committed' | 'discarded';

/** One file on its way in: staged, looked at, committed. */
@Entity({ name: 'import_file' })
@Index('import_file_digest', ['kind', 'digest'])
export class ImportFile {
  @PrimaryColumn(idColumn('id'))
  id: string;

  /** The organisation whose people staged it, who alone see its rows; `null`: whoever runs the machine did. */
  @ForeignKey('Organisation', { name: 'import_file_organisation', onDelete: 'CASCADE' })
  @Column(idColumn('organisation_id', { nullable: true }))
  organisationId: string | null;

  @Column(codeColumn('kind', 12))
  kind: ImportKind;

  @Column(codeColumn('file_name', 200))
  fileName: string;

  /** SHA-256 of the bytes, base64url: the same file again is recognised. */
  @Column(codeColumn('digest', 43))
  digest: string;

  @Column(codeColumn('status', 12))
  status: ImportState;

  @Column(countColumn('rows', { default: 0 }))
  rows: number;

  @Column(countColumn('faulty_rows', { default: 0 }))
  faultyRows: number;

  /** Column names in the order of the file. */
  @Column(jsonColumn('columns'))
  columns: string[];

  @Column(jsonColumn('warnings'))
  warnings: string[];

  /** What the commit did: created, updated, unchanged. */
  @Column(jsonColumn('outcome', { nullable: true }))
  outcome: Record<string, number> | null;

  @Column(instantColumn('created_at'))
  createdAt: Date;

  @Column(instantColumn('committed_at', { nullable: true }))
  committedAt: Date | null;
}

/** One row of a staged file, exactly as it was read, with everything that is wrong with it. */
@Entity({ name: 'import_row' })
@Index('import_row_faulty', ['importId', 'isFaulty', 'line'])
export class ImportRow {
  @ForeignKey('ImportFile', { name: 'import_row_import', onDelete: 'CASCADE' })
  @PrimaryColumn(idColumn('import_id'))
  importId: string;

  /** Line of the file where the row starts, 1 for the first. */
  @PrimaryColumn(countColumn('line'))
  line: number;

  @Column(jsonColumn('cells'))
  cells: Record<string, string>;

  @Column(jsonColumn('faults'))
  faults: { column: string | null; found: string; wanted: string }[];

  @Column(countColumn('is_faulty'))
  isFaulty: number;
}
