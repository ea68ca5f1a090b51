export { inputCheck } from './checks-input.js';
export { checkForm, faultsInPage, type Filled } from './form.js';
export { checkForms, formOwner } from './forms.js';
export { SECURITY_HEADERS } from './security-headers.js';
export { isPage } from './is-page.js';
export { DescribesProblems } from './describes-problems.js';
export { type CursorKey, pageOf, PageQuery, readCursor, writeCursor } from './page-of.js';
export { type FieldFault, Problem, problem, type ProblemDocument } from './problem.js';
export { ProblemFilter } from './problem.filter.js';
