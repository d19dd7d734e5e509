import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const toolkit = '@vscode/webview-ui-toolkit*';

/** Arrows between the layers point inward; see CONTRIBUTING.md. */
const fence = (folder, ...forbidden) => ({
  files: [`${folder}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [...forbidden, toolkit].map((group) => ({
          group: [group],
          message: `${folder} must not import ${group}`,
        })),
      },
    ],
  },
});

export default defineConfig(
  { ignores: ['dist/', '.vscode-under-test/', '.vscode-test/', '.artefacts/'] },
  {
    files: ['**/*.{ts,mts}'],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ['vitest.config.mts'] } },
    },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
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
      // VS Code's Disposable is a class in name only: whatever can be disposed will do.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      'import-x/no-cycle': 'error',
    },
  },
  { files: ['**/*.mjs'], extends: [tseslint.configs.strict] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  fence(
    'src/core',
    'vscode',
    '@azure/*',
    'node:*',
    '**/azure/**',
    '**/kubernetes/**',
    '**/simulator/**',
    '**/protocol/**',
    '**/ui/**',
  ),
  fence('src/azure', 'vscode', '**/kubernetes/**', '**/simulator/**', '**/protocol/**', '**/ui/**'),
  fence(
    'src/kubernetes',
    'vscode',
    '@azure/*',
    '**/azure/**',
    '**/simulator/**',
    '**/protocol/**',
    '**/ui/**',
  ),
  fence('src/simulator', 'vscode', '**/kubernetes/**', '**/protocol/**', '**/ui/**'),
  fence(
    'src/protocol',
    'vscode',
    'node:*',
    '**/azure/**',
    '**/kubernetes/**',
    '**/simulator/**',
    '**/ui/**',
  ),
  fence('src/ui', '@azure/*', '**/azure/**', '**/kubernetes/**', '**/simulator/**'),
  // Composition roots know every layer, but only activation knows the editor.
  fence('src/composition', 'vscode'),
  {
    ...fence(
      'webview',
      'vscode',
      'node:*',
      '**/core/**',
      '**/azure/**',
      '**/kubernetes/**',
      '**/simulator/**',
      '**/ui/**',
    ),
    // The one place that knows the archived toolkit; see CONTRIBUTING.md.
    ignores: ['webview/toolkit.ts'],
  },
  {
    files: ['test/**/*.{ts,mts}'],
    rules: {
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
);
