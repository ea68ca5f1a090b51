import { v7 } from 'uuid';

/** A fresh id. Later ids sort after earlier ones to the millisecond, which keeps indexes dense. */
export function newId(): string {
  return v7();
}
