import { member, solver } from './people.ts';
import { expect, expectAccessible, fillSignIn, signIn, test } from './support.ts';

const pilot = 'Brieven herschrijven met een taalmodel, een mens verstuurt';
const challenge = 'Hoe zetten we taalmodellen veilig in bij brieven, zaken en klantvragen?';
const message = 'Wij willen onze brieven over de bijstand herschrijven. Hoe kregen jullie de jurist mee?';

test('from a search to somebody’s address: pilot, challenge, recognise, match, introduction, yes', async ({ page, browser }) => {
  test.slow();
  await page.goto('/');
  await page.getByRole('main').getByRole('combobox', { name: /^Zoek in/ }).fill('taalmodellen voor brieven');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/zoeken\?q=/);
  await page.getByRole('region', { name: 'Resultaten' }).getByRole('link', { name: pilot }).click();
  await expect(page.getByRole('heading', { level: 1, name: pilot })).toBeFocused();
  await page.getByRole('link', { name: challenge }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: challenge })).toBeFocused();

  // Choosing first and signing in after that keeps the choice.
  const facing = page.getByRole('button', { name: /Hier lopen we nu tegenaan/ });
  const before = Number(/\d+/.exec((await facing.textContent()) ?? '')?.[0]);
  await facing.click();
  const dialog = page.getByRole('dialog', { name: 'Log in om dit op te slaan' });
  await expect(dialog).toBeVisible();
  await fillSignIn(page, member);
  await expect(page.getByText('Opgeslagen. Jouw antwoord: Hier lopen we nu tegenaan.')).toBeVisible();
  await expect(dialog).toBeHidden();
  await expect(facing).toHaveAttribute('aria-pressed', 'true');
  await expect(facing).toHaveText(new RegExp(`^${before + 1}`));

  await page.getByRole('link', { name: 'Zoek mensen met dit vraagstuk' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Contacten' })).toBeVisible();
  await expect(page.getByRole('link', { name: challenge, exact: true })).toBeVisible();
  const match = page.getByRole('listitem').filter({ has: page.getByRole('button', { name: `Vraag een kennismaking aan met ${solver.name}` }) });
  await expect(match.getByRole('list', { name: `Waarom past ${solver.name} bij jou?` })).toContainText(challenge);
  await match.getByRole('button', { name: `Vraag een kennismaking aan met ${solver.name}` }).click();
  const ask = page.getByRole('dialog', { name: `Kennismaken met ${solver.name}` });
  await expect(ask.getByRole('checkbox', { name: `Mijn e-mailadres (${member.email})` })).toBeChecked();
  await ask.getByRole('button', { name: 'Kennismaking aanvragen' }).click();
  await expect(ask.getByLabel('Je bericht')).toBeFocused();
  await ask.getByLabel('Je bericht').fill(message);
  await expectAccessible(page);
  await ask.getByRole('button', { name: 'Kennismaking aanvragen' }).click();
  await expect(ask).toBeHidden();
  await page.goto('/contacten');
  const asked = page.getByRole('region', { name: 'Mensen die jij hebt gevraagd' }).getByRole('listitem').filter({ hasText: message });
  await expect(asked).toContainText('Wacht op antwoord');
  // Nothing to reach him by before he says yes.
  await expect(page.getByText(solver.email)).toHaveCount(0);

  const his = await browser.newContext();
  const hisPage = await his.newPage();
  await signIn(hisPage, solver);
  await hisPage.getByRole('banner').getByRole('link', { name: 'Contacten' }).click();
  const wish = hisPage.getByRole('region', { name: 'Mensen die jou willen leren kennen' }).getByRole('listitem').filter({ hasText: message });
  await expect(wish.getByRole('link', { name: member.name })).toBeVisible();
  await expect(hisPage.getByText(member.email)).toHaveCount(0);
  await wish.getByRole('button', { name: /Ja, ik wil kennismaken/ }).click();
  const yes = hisPage.getByRole('dialog', { name: `Kennismaken met ${member.name}` });
  await expect(yes.getByRole('checkbox', { name: `Mijn e-mailadres (${solver.email})` })).toBeChecked();
  await expectAccessible(hisPage);
  await yes.getByRole('button', { name: 'Ja zeggen' }).click();
  await expect(wish.getByRole('link', { name: member.email })).toBeVisible();
  await expectAccessible(hisPage);
  await his.close();

  await page.reload();
  await expect(asked).toContainText('Aangenomen');
  await expect(asked.getByRole('link', { name: solver.email })).toHaveAttribute('href', `mailto:${solver.email}`);
  await expectAccessible(page);
});
