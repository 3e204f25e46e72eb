import js from '@eslint/js';
import typescript from 'typescript-eslint';

export default typescript.config(
  { ignores: ['dist/', 'bundled/', 'node_modules/'] },
  js.configs.recommended,
  ...typescript.configs.strict,
  {
    rules: { eqeqeq: 'error' },
    languageOptions: { globals: { console: 'readonly', process: 'readonly' } },
  },
);
