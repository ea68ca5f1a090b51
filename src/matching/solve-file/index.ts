export { solveFile, type SolveReport } from './solve.command.js';
