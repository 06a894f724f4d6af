import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/**', 'coverage/**', 'node_modules/**', 'src/frame/generated/**'] },
  ...tseslint.configs.recommended,
  {
    rules: {
      // Typed-array reads and checked indexes are everywhere in flat memory.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      eqeqeq: 'error',
      'no-constant-condition': ['error', { checkLoops: false }],
      'prefer-const': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/telemetry/clock.ts', 'src/client/clock.ts', 'src/dashboard/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            "MemberExpression[object.name='Date'][property.name='now'], MemberExpression[object.name='performance'], MemberExpression[object.name='process'][property.name='hrtime'], NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'Only telemetry/clock reads a clock.',
        },
        { selector: 'ExportDefaultDeclaration', message: 'No default exports.' },
        { selector: 'TSEnumDeclaration', message: 'No enums: use a const object.' },
      ],
    },
  },
);
