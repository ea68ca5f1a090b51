import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import {
  codeColumn,
  countColumn,
  idColumn,
  instantColumn,
  jsonColumn,
  textColumn,
} from '../database/columns.js';

export const IMPORT_KINDS = ['students', 'offers', 'pools', 'caps'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

export type ImportState = 'staging' | 'staged' | 'committed' | 'discarded';

/** One file on its way in: staged, looked at, committed. */
@Entity({ name: 'import_file' })
@Index('import_file_digest', ['kind', 'digest'])
@Index('import_file_of_organisation', ['organisationId', 'id'])
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

  /** Goes up with each row that is mended, so that what was found out of an older state is not written over a newer. */
  @Column(countColumn('revision', { default: 0 }))
  revision: number;

  @Column(instantColumn('created_at'))
  createdAt: Date;

  @Column(instantColumn('committed_at', { nullable: true }))
  committedAt: Date | null;
}

/** What is wrong with a row; `column` is `null` when it is the row as a whole. */
export interface RowFault {
  readonly column: string | null;
  readonly found: string;
  readonly wanted: string;
}

/** One row of a staged file. */
@Entity({ name: 'import_row' })
@Index('import_row_faulty', ['importId', 'isFaulty', 'line'])
export class ImportRow {
  @ForeignKey('ImportFile', { name: 'import_row_import', onDelete: 'CASCADE' })
  @PrimaryColumn(idColumn('import_id'))
  importId: string;

  /** Line of the file where the row starts, 1 for the first. */
  @PrimaryColumn(countColumn('line'))
  line: number;

  /** Cells and faults, sealed: files hold whatever people sent. */
  @Column(textColumn('content'))
  content: string;

  @Column(countColumn('is_faulty'))
  isFaulty: number;
}
