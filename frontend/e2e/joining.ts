import { type Page, expect } from '@playwright/test';
import { linkInMail } from './mail.ts';
import type { Somebody } from './people.ts';

/** The page of a link in a mail, on the address where the tests are. */
export async function openLink(page: Page, to: string, path: string): Promise<void> {
  const { pathname, hash } = new URL(await linkInMail(to, path));
  await page.goto(`${pathname}${hash}`);
}

/** Joins with an address of a mail domain of a municipality, as a person does, up to being signed in. */
export async function join(page: Page, { email, name, password }: Somebody, municipality = 'Zaanstad'): Promise<void> {
  await page.goto('/meedoen');
  await page.getByLabel('E-mailadres van je werk').fill(email);
  await page.keyboard.press('Tab');
  await expect(page.getByText(`Je doet mee namens ${municipality}.`)).toBeVisible();
  await page.getByRole('textbox', { name: /^Naam/ }).fill(name);
  await page.getByRole('button', { name: 'Aanmelden' }).click();
  await expect(page.getByText('Kijk in je mail')).toBeVisible();
  await openLink(page, email, '/bevestigen');
  await page.getByLabel('Kies een wachtwoord').fill(password);
  await page.getByRole('button', { name: 'Bevestigen en meedoen' }).click();
  await expect(page.getByText('Welkom! Je doet mee.')).toBeVisible();
  await expect(page.getByRole('button', { name: `Account van ${name}` })).toBeVisible();
}
