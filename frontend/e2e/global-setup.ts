import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type APIRequestContext, request } from '@playwright/test';
import { type Somebody, admin, editor, employee, member, municipalityAdministrator, newAdministrator, organiser, signedInAs, solver } from './people.ts';
import { totp } from './totp.ts';
import { product, requirePrograms } from './programs.ts';

const log = resolve(import.meta.dirname, '../test-results/server.log');
const providerFolder = resolve(import.meta.dirname, '../../tests/sso-provider');
const clientSecret = 'een geheim van de twee';
const startWithin = 60_000;
const stopWithin = 15_000;

/** The product with the demo network, on a free port and in a folder of its own; Playwright calls what comes back at the end. */
export default async function setUp(): Promise<() => Promise<void>> {
  requirePrograms();
  const folder = mkdtempSync(join(tmpdir(), 'bdg-e2e-'));
  const data = join(folder, 'data');
  let server: ChildProcess | null = null;
  let elsewhere: ChildProcess | null = null;
  const tearDown = async () => {
    if (server) await stop(server);
    if (elsewhere) await stop(elsewhere);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    run(['demo', '--data-dir', data]);
    run(['account', 'set-password', '--email', solver.email, '--password-stdin', '--data-dir', data], `${solver.password}\n`);
    const { email, name, password } = newAdministrator;
    const account = ['--email', email, '--name', name, '--municipality', 'GM0344', '--municipality-role', 'administrator'];
    run(['account', 'create', ...account, '--password-stdin', '--data-dir', data], `${password}\n`);
    const listen = `127.0.0.1:${await freePort()}`;
    const provider = await startProvider(`http://${listen}/sso/werkgever/callback`);
    elsewhere = provider.process;
    const settings = join(folder, 'bdg.toml');
    writeFileSync(settings, settingsWith(provider.issuer));
    server = await serve(listen, data, settings);
    process.env.BDG_E2E_URL = `http://${listen}`;
    process.env.BDG_E2E_ISSUER = provider.issuer;
    process.env.BDG_E2E_DIR = folder;
    for (const one of [member, organiser, editor, admin, municipalityAdministrator]) await keepSession(one);
    return tearDown;
  } catch (error) {
    await tearDown();
    throw error;
  }
}

function environment(): NodeJS.ProcessEnv {
  // Settings of whoever runs this must not lead the tests to another database.
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('BDG_')));
}

function run(args: string[], input = ''): void {
  const { status, error, stdout, stderr } = spawnSync(product, args, { input, env: environment(), encoding: 'utf8', timeout: 120_000 });
  if (status !== 0) throw new Error(`${product} ${args.join(' ')} failed: ${error?.message ?? ''}\n${stdout}${stderr}`);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}

/** A real OpenID provider, with one person: whoever types their login is them. */
async function startProvider(callback: string): Promise<{ process: ChildProcess; issuer: string }> {
  const settings = {
    clients: [{ client_id: 'bdg', client_secret: clientSecret, redirect_uris: [callback] }],
    people: { sanne: { email: employee.email, email_verified: true, name: employee.name } },
  };
  const provider = spawn('node', ['provider.mjs', JSON.stringify(settings)], { cwd: providerFolder, stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await Promise.race([once(provider.stdout, 'data'), once(provider, 'exit').then(() => [''])])) as [Buffer | string];
  const issuer = String(line).trim();
  if (!issuer) throw new Error(`The OpenID provider does not start: npm ci --prefix ${providerFolder}`);
  return { process: provider, issuer };
}

function settingsWith(issuer: string): string {
  return `[[sso]]
id = "werkgever"
name = "de werkgever"
issuer = "${issuer}"
client_id = "bdg"
client_secret = "${clientSecret}"
municipalities = ["GM0479"]
`;
}

async function serve(listen: string, data: string, settings: string): Promise<ChildProcess> {
  mkdirSync(resolve(log, '..'), { recursive: true });
  const output = openSync(log, 'w');
  const server = spawn(product, ['serve', '--listen', listen, '--data-dir', data, '--config', settings], { env: environment(), stdio: ['ignore', output, output] });
  closeSync(output);
  const until = Date.now() + startWithin;
  while (Date.now() < until && server.exitCode === null) {
    const answer = await fetch(`http://${listen}/readyz`).catch(() => null);
    if (answer?.ok) return server;
    await wait(100);
  }
  await stop(server);
  throw new Error(`The server did not answer within ${startWithin / 1000} s:\n${readFileSync(log, 'utf8')}`);
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  const isLate = await Promise.race([ended.then(() => false), wait(stopWithin, true, { ref: false })]);
  if (isLate) {
    server.kill('SIGKILL');
    await ended;
  }
}

/** Administrators may do nothing without one. */
async function addSecondFactor(client: APIRequestContext): Promise<void> {
  const ask = async (query: string, variables = {}) => {
    const answer = await client.post('/graphql', { data: { query, variables } });
    return ((await answer.json()) as { data: Record<string, Record<string, unknown>> }).data;
  };
  const { startTotp } = await ask('mutation Start { startTotp { secret } }');
  const { confirmTotp } = await ask('mutation Confirm($input: ConfirmTotpInput!) { confirmTotp(input: $input) { recoveryCodes } }', {
    input: { code: totp(String(startTotp?.secret)) },
  });
  if (!confirmTotp?.recoveryCodes) throw new Error('the administrator gets no second factor');
}

async function keepSession(who: Somebody): Promise<void> {
  const baseURL = process.env.BDG_E2E_URL ?? '';
  const client = await request.newContext({ baseURL, extraHTTPHeaders: { origin: baseURL } });
  const query = 'mutation SignIn($input: LogInInput!) { logIn(input: $input) { viewer { email } userErrors { message } } }';
  const answer = await client.post('/graphql', { data: { query, variables: { input: { email: who.email, password: who.password } } } });
  const body = await answer.text();
  if (!body.includes(`"email":"${who.email}"`)) throw new Error(`${who.email} cannot sign in: ${answer.status()} ${body}`);
  if (who === admin || who === municipalityAdministrator) await addSecondFactor(client);
  await client.storageState({ path: signedInAs(who).storageState });
  await client.dispose();
}
