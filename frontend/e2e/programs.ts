import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** The browser. */
export const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
/** The product. */
export const product = resolve(process.env.BDG_BIN ?? `${root}/target/debug/bigdatagemeenten`);

/** Runs a command of the product on the data of the server that the tests use. */
export function command(...args: string[]): string {
  const data = resolve(process.env.BDG_E2E_DIR ?? '', 'data');
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('BDG_')));
  return execFileSync(product, [...args, '--data-dir', data], { env, encoding: 'utf8', timeout: 60_000 });
}

/** Fails with what to do about it. */
export function requirePrograms(): void {
  need(chromium, 'Chromium', 'CHROMIUM', 'install it (apt-get install chromium)');
  need(product, 'the product', 'BDG_BIN', 'build it (npm run build here, then cargo build)');
}

function need(path: string, what: string, variable: string, remedy: string): void {
  try {
    accessSync(path, constants.X_OK);
  } catch {
    throw new Error(`The browser tests need ${what}, and there is no program at ${path}: ${remedy}, or name another with ${variable}=PATH.`);
  }
}
