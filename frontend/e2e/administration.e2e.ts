import { join, openLink } from './joining.ts';
import { member, municipalityAdministrator, newAdministrator, signedInAs } from './people.ts';
import { expect, expectAccessible, expectFits, fillSignIn, test } from './support.ts';
import { totp } from './totp.ts';

const list = `email;naam;gemeente
lia.lijst@zaanstad.example;Lia Lijst;Zaanstad
geen adres;Niemand;Zaanstad
LIA.lijst@zaanstad.example;Lia nog eens;Zaanstad
`;

test.describe('the administrator of a municipality', () => {
  test.use(signedInAs(municipalityAdministrator));

  test('invites a list after a look at it, and an invited person accepts', async ({ page, browser }) => {
    test.slow();
    await page.goto('/beheer/uitnodigen');
    await page.getByLabel('Bestand kiezen').setInputFiles({ name: 'lijst.csv', mimeType: 'text/csv', buffer: Buffer.from(list) });
    await page.getByRole('button', { name: 'Lijst nakijken' }).click();
    await expect(page.getByText('1 van de 3 mensen kun je uitnodigen.')).toBeVisible();
    await expect(page.getByRole('table').getByRole('row')).toHaveCount(4);
    await expectAccessible(page);
    await expectFits(page, 320);
    await page.getByRole('button', { name: '1 mail versturen' }).click();
    await expect(page.getByText('1 uitnodiging is verstuurd.')).toBeVisible();
    const sent = page.getByRole('region', { name: 'Verstuurde uitnodigingen' });
    await expect(sent.getByRole('listitem').filter({ hasText: 'lia.lijst@zaanstad.example' })).toContainText('Wacht');

    // Contexts of this file have the administrator's session; she has none.
    const hers = await browser.newContext({ storageState: { cookies: [], origins: [] } });
    const herPage = await hers.newPage();
    await openLink(herPage, 'lia.lijst@zaanstad.example', '/uitnodiging');
    await expect(herPage.getByText('Doe mee namens Zaanstad.')).toBeVisible();
    await expect(herPage.getByRole('textbox', { name: /^Naam/ })).toHaveValue('Lia Lijst');
    await expectAccessible(herPage);
    await herPage.getByLabel('Kies een wachtwoord').fill('dertien kale bomen buigen');
    await herPage.getByRole('button', { name: 'Uitnodiging aannemen' }).click();
    await expect(herPage.getByRole('button', { name: 'Account van Lia Lijst' })).toBeVisible();
    await expect(herPage).toHaveURL(/\/mijn\/profiel$/);
    await hers.close();

    await page.goto('/beheer/mensen');
    const line = page.getByRole('region', { name: 'Wie meedoen' }).getByRole('listitem').filter({ hasText: 'Lia Lijst' });
    await line.getByLabel(/Rol in de gemeente/).selectOption('Redacteur');
    await expect(line.getByText('Bewaard.')).toBeVisible();

    await expect(line).toContainText('lia.lijst@zaanstad.example');
    await line.getByRole('button', { name: 'Account van Lia Lijst blokkeren' }).click();
    const question = page.getByRole('dialog', { name: 'Account van Lia Lijst blokkeren?' });
    await expectAccessible(page);
    await question.getByRole('button', { name: 'Annuleren' }).click();
    await expect(line.getByText('Geblokkeerd')).toHaveCount(0);
  });

  test('asks for a mail domain, which an administrator of the network approves', async ({ page }) => {
    await page.goto('/beheer/maildomeinen');
    await page.getByRole('textbox', { name: 'Maildomein' }).fill('gmail.com');
    await page.getByRole('button', { name: 'Maildomein toevoegen' }).click();
    await expect(page.getByRole('textbox', { name: 'Maildomein' })).toHaveAttribute('aria-invalid', 'true');
    await page.getByRole('textbox', { name: 'Maildomein' }).fill('haven.zaanstad.example');
    await page.getByRole('button', { name: 'Maildomein toevoegen' }).click();
    await expect(page.getByRole('listitem').filter({ hasText: 'haven.zaanstad.example' })).toContainText('Wacht op goedkeuring');
    await expectAccessible(page);
    await expectFits(page, 320);
  });
});

test('a new administrator sets up a second step before anything else', async ({ page }) => {
  test.slow();
  await page.goto('/inloggen?terug=%2Fbeheer%2Fmensen');
  await fillSignIn(page, newAdministrator);
  await expect(page).toHaveURL(/\/mijn\/beveiliging$/);
  await expect(page.getByRole('heading', { name: 'Stel eerst een tweede stap in' })).toBeVisible();
  await expectAccessible(page);
  // Everywhere else the page says why so little is allowed, and where to go.
  await page.goto('/pilots');
  await expect(page.getByRole('heading', { name: 'Stel eerst een tweede stap in' })).toBeVisible();
  await expectAccessible(page);
  await expectFits(page, 320);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.getByRole('main').or(page.getByRole('status')).getByRole('link', { name: 'Beveiliging' }).click();
  await page.getByRole('button', { name: 'App met codes instellen' }).click();
  const secret = (await page.locator('.bdg-security__secret').first().textContent()) ?? '';
  await page.getByLabel('Code in de app').fill(totp(secret));
  await page.getByRole('button', { name: 'App aanzetten' }).click();
  await page.getByRole('button', { name: 'Ik heb ze bewaard' }).click();
  await expect(page.getByText('Staat aan.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Stel eerst een tweede stap in' })).toHaveCount(0);
  await page.getByRole('button', { name: `Account van ${newAdministrator.name}` }).click();
  await page.getByRole('link', { name: 'Beheer' }).click();
  const members = page.getByRole('region', { name: 'Wie meedoen' });
  await expect(members).toContainText(newAdministrator.name);
  await expect(members.getByRole('button', { name: `Account van ${newAdministrator.name} blokkeren` })).toHaveCount(0);
});

const mo = { email: 'mo.proef@delft.voorbeeld.example', name: 'Mo Proef', password: 'zestien stille klokken tikken' };

test('who moves to a municipality waits for its administrator', async ({ page, browser }) => {
  test.slow();
  await join(page, mo, 'Delft');
  await page.goto('/mijn/profiel');
  const move = page.getByRole('region', { name: 'Ik heb ander werk' });
  await move.getByRole('button', { name: /Delft weghalen/ }).click();
  await move.getByRole('combobox', { name: 'Gemeente' }).fill('Zaanst');
  await page.getByRole('option', { name: 'Zaanstad' }).click();
  await move.getByLabel('Nieuwe functie').fill('Adviseur');
  await move.getByRole('button', { name: 'Werk veranderen' }).click();
  await expect(move.getByRole('heading', { name: 'Je overstap naar Zaanstad wacht op antwoord' })).toBeVisible();
  await expectAccessible(page);
  await expectFits(page, 320);

  const office = await browser.newContext(signedInAs(municipalityAdministrator));
  const desk = await office.newPage();
  await desk.goto('/beheer/mensen');
  const waiting = desk.getByRole('region', { name: 'Willen overstappen' });
  await expect(waiting).toContainText(mo.email);
  await expect(waiting).toContainText('nu Delft');
  await expectAccessible(desk);
  await waiting.getByRole('button', { name: `Overstap van ${mo.name} goedkeuren` }).click();
  await expect(waiting.getByText(`${mo.name} hoort nu bij deze gemeente en krijgt een mail.`)).toBeVisible();
  await expect(desk.getByRole('region', { name: 'Wie meedoen' })).toContainText(mo.name);
  await office.close();

  await page.reload();
  await expect(move.getByRole('heading', { name: /wacht op antwoord/ })).toHaveCount(0);
  await page.getByRole('button', { name: `Account van ${mo.name}` }).click();
  await expect(page.getByRole('banner')).toContainText('Zaanstad');
});

test.describe('a member', () => {
  test.use(signedInAs(member));

  test('administers nothing', async ({ page }) => {
    for (const path of ['/beheer/mensen', '/beheer/uitnodigen', '/beheer/maildomeinen']) {
      await page.goto(path);
      await expect(page.getByRole('heading', { name: 'Dit mag je niet zien' })).toBeVisible();
    }
  });
});
