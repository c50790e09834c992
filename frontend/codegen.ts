import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: '../schema.graphql',
  documents: ['src/**/*.{ts,tsx}', '!src/graphql/generated/**', '!src/**/*.test.{ts,tsx}'],
  errorsOnly: true,
  generates: {
    './src/graphql/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: { unmaskFunctionName: 'readFragment' } },
      config: {
        enumsAsTypes: true,
        useTypeImports: true,
        avoidOptionals: false,
        strictScalars: true,
        scalars: { DateTime: 'string', ID: 'string', NaiveDate: 'string', JSON: 'unknown' },
      },
    },
  },
};

export default config;
