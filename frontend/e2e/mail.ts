import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const folder = () => join(process.env.BDG_E2E_DIR ?? '', 'data', 'mail');
const arriveWithin = 30_000;

/** What is written in a mail, with the soft line ends of quoted-printable taken out. */
function read(name: string): string {
  const text = readFileSync(join(folder(), name), 'utf8');
  const joined = text.replaceAll(/=\r?\n/g, '');
  return joined.replaceAll(/(?:=[0-9A-F]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll('=', ''), 'hex').toString('utf8'));
}

/** The newest mail to somebody in which `text` stands; waits for the mail to come, `within` milliseconds. */
export async function mailWith(to: string, text: string, within = arriveWithin): Promise<string> {
  const until = Date.now() + within;
  while (Date.now() < until) {
    const names = existsSync(folder()) ? readdirSync(folder()).filter((name) => name.endsWith('.eml')).toSorted() : [];
    const found = names.toReversed().map(read).find((mail) => mail.includes(to) && mail.includes(text));
    if (found) return found;
    await wait(200);
  }
  throw new Error(`no mail to ${to} with “${text}” within ${within / 1000} s`);
}

/** The address in the newest mail to somebody that leads to `path`; waits for the mail to come. */
export async function linkInMail(to: string, path: string): Promise<string> {
  const until = Date.now() + arriveWithin;
  const wanted = new RegExp(`https?://[^\\s"<>]*${path}#token=[\\w-]+`);
  while (Date.now() < until) {
    const names = existsSync(folder()) ? readdirSync(folder()).filter((name) => name.endsWith('.eml')).toSorted() : [];
    for (const mail of names.toReversed().map(read)) {
      const found = mail.includes(to) && wanted.exec(mail);
      if (found) return found[0];
    }
    await wait(100);
  }
  throw new Error(`no mail to ${to} with a link to ${path} within ${arriveWithin / 1000} s`);
}
