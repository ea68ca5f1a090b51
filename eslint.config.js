import tseslint from 'typescript-eslint';

/**
 * What the compiler does not see and a reader would. Layout is prettier's; arrows are dependency-cruiser's.
 */

const TESTS = ['**/*.spec.ts', '**/*-spec.ts', 'test/**/*.ts', '**/testing/**/*.ts'];

/** A line of a suite that would quietly leave the rest of it out. */
const NO_TEST_LEFT_OUT = [
  {
    selector: 'MemberExpression[object.name=/^(describe|it|test)$/][property.name=/^(only|skip|todo)$/]',
    message: 'A suite runs whole: no .only, no .skip, no .todo.',
  },
  {
    selector: 'CallExpression[callee.name=/^(fdescribe|fit|xdescribe|xit|xtest)$/]',
    message: 'A suite runs whole: no fit, no xit.',
  },
];

const NO_ENVIRONMENT = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Settings are read by src/config alone; take them from Config.',
};

export default tseslint.config(
  { ignores: ['node_modules/', 'dist/', 'var/', 'coverage/', 'test/fixtures/'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        // Nest reads the types of constructor parameters where a decorator stands: those are values.
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      // A promise that nobody waits for is a fault that nobody hears of.
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' },
      ],
      // What implements an interface of promises may have nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      eqeqeq: ['error', 'always'],
      'no-console': 'error',
      'prefer-const': 'error',
      'no-restricted-syntax': ['error', NO_ENVIRONMENT],
    },
  },
  {
    files: ['src/config/**/*.ts', 'src/{cli,main,worker}.ts', 'bench/**/*.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['src/matching/engine/**/*.ts'],
    ignores: ['**/*.spec.ts', '**/testing/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'Date', message: 'The engine knows no clock: days come with the input.' },
        { name: 'performance', message: 'The engine knows no clock: ask watch.isTimeUp().' },
        { name: 'setTimeout', message: 'The engine is synchronous.' },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Same input, same answer: ties break by id.' },
      ],
    },
  },
  {
    files: TESTS,
    rules: {
      'no-restricted-syntax': ['error', ...NO_TEST_LEFT_OUT],
      // Answers of the API and matchers of Jest come without a type; a wrong guess fails the test.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
    },
  },
  {
    files: ['bench/**/*.ts', 'bench/**/*.{js,mjs}'],
    rules: { 'no-console': 'off' },
  },
);
