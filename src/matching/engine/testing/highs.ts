import highs from 'highs';

/** HiGHS, a general solver of linear and integer programs, as WebAssembly: an oracle for what can be solved by a few minutes of it. */
export function loadHighs(): ReturnType<typeof highs.default> {
  return highs.default();
}
