import js from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { roomsRule } from './scripts/rooms.js';

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      'coverage/**',
      'temp/**',
      'docs/**',
      'test/fixtures/**',
      'test/compat/**',
      'test/types/*.types.ts',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // Numbers in a message are meant; everything else is shown as text on purpose.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // Nest's modules and injectables are classes whose body may be empty.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // Nest declares its options as classes and takes plain objects.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // Ports are asynchronous; an implementation in memory has nothing to await.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.name='Symbol']",
          message: 'Tokens and metadata keys are namespaced strings: two copies may be loaded.',
        },
      ],
    },
  },
  {
    files: ['lib/**/*.ts'],
    plugins: { khqr: { rules: { rooms: roomsRule } } },
    rules: { 'khqr/rooms': 'error', 'no-console': 'error' },
  },
  {
    files: ['lib/**/*.ts', 'sample/**/*.ts'],
    rules: { 'max-lines': ['error', { max: 200 }] },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 300 }],
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: globals.nodeBuiltin },
  },
);
