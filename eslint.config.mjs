import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Arrows between the layers point inward; see CONTRIBUTING.md. */
const fence = (folder, ...forbidden) => ({
  files: [`${folder}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: forbidden.map((group) => ({
          group: [group],
          message: `${folder} must not import ${group}`,
        })),
      },
    ],
  },
});

const toolkit = '@vscode/webview-ui-toolkit*';

export default tseslint.config(
  {
    ignores: ['dist/**', 'node_modules/**', '.vscode-under-test/**', '.artefacts/**', '**/*.mjs'],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    settings: {
      'import-x/resolver-next': [createTypeScriptImportResolver()],
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A switch over a union must name each case; `default` is fine where all else is alike.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // Aborted signals reject with their own reason, which is whatever the owner chose.
      '@typescript-eslint/only-throw-error': [
        'error',
        { allowThrowingAny: true, allowThrowingUnknown: true },
      ],
      '@typescript-eslint/prefer-promise-reject-errors': [
        'error',
        { allowThrowingUnknown: true, allowThrowingAny: true },
      ],
      'import-x/no-cycle': 'error',
      'no-restricted-imports': ['error', { patterns: [{ group: ['vscode', toolkit] }] }],
    },
  },
  fence(
    'src/core',
    'vscode',
    '@azure/*',
    'node:*',
    '**/azure/**',
    '**/simulator/**',
    '**/protocol/**',
    '**/ui/**',
  ),
  fence('src/azure', 'vscode', '**/simulator/**', '**/protocol/**', '**/ui/**'),
  fence('src/simulator', 'vscode', '**/protocol/**', '**/ui/**'),
  fence('src/protocol', 'vscode', 'node:*', '**/azure/**', '**/simulator/**', '**/ui/**'),
  fence('src/ui', '@azure/*', '**/azure/**', '**/simulator/**'),
  fence('webview', 'vscode', 'node:*', '**/azure/**', '**/simulator/**', '**/ui/**', toolkit),
  {
    // The one place that knows the archived toolkit; see CONTRIBUTING.md.
    files: ['webview/toolkit.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['src/extension.ts', 'src/composition/**/*.ts', 'test/**/*.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
);
