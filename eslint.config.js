import js from '@eslint/js';
import jsdoc from 'eslint-plugin-jsdoc';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Importing one of these anywhere but in its door is an error. */
const doors = [
  { name: 'onnxruntime-node', message: 'main/inference/session.ts is the door to ONNX Runtime.' },
  { name: 'sharp', message: 'main/children/image-file.ts is the door to image files.' },
  { name: 'ws', message: 'main/server/socket.ts is the door to WebSockets.' },
  { name: 'better-sqlite3', message: 'main/gallery/sqlite.ts is the door to SQLite.' },
  { name: 'yazl', message: 'main/zip/writer.ts is the door to ZIP files that are written.' },
  { name: 'yauzl', message: 'main/zip/reader.ts is the door to ZIP files from outside.' },
  {
    name: 'electron',
    message: 'Only main/electron, main/index.ts and preload/index.ts know Electron.',
  },
];

/** What asks the network; the studio asks nobody, and the browser host only answers. */
const network = ['dgram', 'dns', 'dns/promises', 'http', 'http2', 'https', 'net', 'tls'];
const doorsAndNetwork = [
  ...doors,
  ...network
    .flatMap((name) => [name, `node:${name}`])
    .map((name) => ({
      name,
      message: 'main/server/ is the door to the network, and no other file asks it for anything.',
    })),
];
const requests = ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'].map((name) => ({
  name,
  message: 'The studio asks the network for nothing.',
}));

export default defineConfig(
  globalIgnores(['dist/', 'native-models/starter/', 'assets/', 'test-results/']),
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './renderer/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_' }],
      complexity: ['error', 12],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
      'no-restricted-imports': ['error', { paths: doorsAndNetwork }],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'CallExpression[callee.name="mkdir"] Property[key.name="recursive"]',
          message:
            'native-models/make-folder.ts makes folders: this way never returns under /proc.',
        },
      ],
    },
  },
  {
    files: ['main/inference/**/*.ts', 'native-models/**/*.ts'],
    extends: [jsdoc.configs['flat/recommended-typescript-error']],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      'jsdoc/check-param-names': [
        'error',
        { disableMissingParamChecks: true, checkDestructured: false },
      ],
      'jsdoc/escape-inline-tags': 'off',
      'jsdoc/require-jsdoc': ['error', { publicOnly: true }],
      'jsdoc/require-param': 'off',
      'jsdoc/require-returns': 'off',
      'jsdoc/require-throws-type': 'off',
      'jsdoc/require-yields': 'off',
      'jsdoc/require-yields-type': 'off',
      'jsdoc/require-next-type': 'off',
      'jsdoc/tag-lines': 'off',
    },
  },
  {
    files: [
      'main/inference/session.ts',
      'native-models/onnx-session.ts',
      'main/children/image-file.ts',
      'main/server/socket.ts',
      'main/electron/*.ts',
      'main/index.ts',
      'preload/index.ts',
      'main/gallery/sqlite.ts',
      'main/zip/*.ts',
      'test/**/*.ts',
    ],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['main/server/{access,host,http}.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: doors }] },
  },
  {
    files: ['main/**/*.ts', 'native-models/**/*.ts', 'preload/**/*.ts'],
    rules: { 'no-restricted-globals': ['error', ...requests] },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      'max-lines-per-function': 'off',
      'no-restricted-syntax': 'off',
    },
  },
  {
    files: ['renderer/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat['recommended-latest']],
    // It warns that React's compiler would skip a component; nothing here is compiled by it.
    rules: { 'react-hooks/incompatible-library': 'off' },
  },
  {
    files: ['**/*.{js,cjs}'],
    languageOptions: {
      globals: { console: 'readonly', module: 'writable', process: 'readonly', URL: 'readonly' },
    },
  },
);
